using System.Data.Common;
using Dapper;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Database;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Notifications;

/// <summary>
/// The outbox and the log of deliveries. An attempt is leased before it begins: one instance makes it, and another one
/// where that dies.
/// </summary>
internal sealed class DeliveryStore(HostDatabase database, IOptions<NotificationOptions> options, TimeProvider time)
{
    private const string Columns =
        "id, owner, channel, event, subject_id, payload, attempts, status, detail, created_at, due_at";

    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>
    /// Takes deliveries that are due, as many as there are free slots for; each is this caller's until its lease ends.
    /// </summary>
    public async Task<IReadOnlyList<Delivery>> TakeAsync(DeliverySlots slots)
    {
        var values = new { now = time.GetUtcNow(), full = slots.FullOwners() };
        var due = "due_at IS NOT NULL AND due_at <= @now AND leased_until <= @now "
            + $"AND NOT ({database.In("owner", "full")})";
        if (
            database.Read(connection =>
                connection.ExecuteScalar<long>($"SELECT COUNT(*) FROM notification_deliveries WHERE {due}", values)
            ) == 0)
            return [];
        var until = values.now + (options.Value.AttemptTimeout * 2);
        return await database.WriteAsync<IReadOnlyList<Delivery>>(transaction =>
        {
            var waiting = transaction.Connection!.Query<(string Id, string Owner)>(
                "SELECT id, owner FROM notification_deliveries WHERE id IN (SELECT r.id FROM (SELECT id, due_at, "
                    + "ROW_NUMBER() OVER (PARTITION BY owner ORDER BY due_at, id) AS place FROM "
                    + $"notification_deliveries WHERE {due}) r WHERE r.place <= {DeliverySlots.MostOfOne} "
                    + $"ORDER BY r.place, r.due_at LIMIT {DeliverySlots.Most}) "
                    + $"AND {due} ORDER BY due_at, id{RowLock.Of(transaction)}",
                values, transaction);
            return
            [
                .. slots.Choose(waiting).Select(id =>
                    transaction.Connection!.QuerySingle<Delivery>(
                        $"UPDATE notification_deliveries SET attempts = attempts + 1, leased_until = @until WHERE id = "
                            + $"@id RETURNING {Columns}",
                        new { id, until }, transaction)),
            ];
        });
    }

    public Task DeliveredAsync(Delivery delivery) => database.WriteAsync(transaction =>
    {
        if (Set(transaction, delivery, "delivered", null, null) && delivery.Channel == Channels.Webhook)
            ChannelFailures.Forget(transaction, delivery.Owner, delivery.Channel, evenIfOff: false);
        return true;
    });

    /// <summary>
    /// Notes what an attempt met: the next one comes by itself, unless it would be the same or was the last. True where
    /// a webhook is switched off by it; one that its user has removed is not.
    /// </summary>
    public Task<bool> FailedAsync(Delivery delivery, string detail, bool isFinal, bool isUnset) =>
        database.WriteAsync(transaction =>
        {
            var (now, delays, isWebhook) = (
                time.GetUtcNow(), options.Value.GetDelays(), delivery.Channel == Channels.Webhook);
            var isLast =
                isFinal
                || delivery.Attempts > delays.Count
                || (isWebhook && ChannelFailures.OffSince(transaction, delivery.Owner, delivery.Channel) is not null);
            DateTimeOffset? next = isLast ? null : now + delays[delivery.Attempts - 1];
            return Set(transaction, delivery, isLast ? "failed" : "pending", detail, next)
                && isLast
                && isWebhook
                && !isUnset
                && ChannelFailures.Count(transaction, delivery, detail, options.Value.SwitchOffAfter, now);
        });

    /// <summary>
    /// Whether the delivery's channel was switched off since it was taken; it is noted then, not sent.
    /// </summary>
    public async Task<bool> IsLeftOutAsync(Delivery delivery)
    {
        if (Off(delivery.Owner).All(off => off.Channel != delivery.Channel))
            return false;
        return await database.WriteAsync(transaction =>
            ChannelFailures.OffSince(transaction, delivery.Owner, delivery.Channel) is not null
            && Set(transaction, delivery, "off", ChannelFailures.OffDetail, null));
    }

    /// <summary>The channels of a user that are switched off.</summary>
    public IReadOnlyList<ChannelOff> Off(string owner) =>
        database.Read(connection => ChannelFailures.Off(connection, owner));

    /// <summary>Switches a channel on again; what was noted as <c>off</c> meanwhile is not sent.</summary>
    public Task SwitchOnAsync(string owner, string channel) => database.WriteAsync(transaction =>
    {
        ChannelFailures.Forget(transaction, owner, channel, evenIfOff: true);
        return true;
    });

    /// <summary>The newest deliveries of a user.</summary>
    public IReadOnlyList<Delivery> Log(string owner, int limit) =>
        database.Read(connection =>
            connection
                .Query<Delivery>(
                    $"SELECT {Columns} FROM notification_deliveries WHERE owner = @owner ORDER BY created_at DESC, id "
                        + $"DESC LIMIT @limit",
                    new { owner, limit })
                .AsList());

    /// <summary>Removes what ended more than 30 days ago.</summary>
    public Task SweepAsync() =>
        database.WriteAsync(transaction =>
            transaction.Connection!.Execute(
                "DELETE FROM notification_deliveries WHERE due_at IS NULL AND created_at < @before",
                new { before = time.GetUtcNow() - Kept }, transaction));

    // Only the attempt that holds the lease may write: a late one of another instance changes nothing.
    private static bool Set(
        DbTransaction transaction, Delivery delivery, string status, string? detail, DateTimeOffset? due) =>
        transaction.Connection!.Execute(
            "UPDATE notification_deliveries SET status = @status, detail = @detail, due_at = @due, leased_until = 0 " +
            "WHERE id = @Id AND attempts = @Attempts AND due_at IS NOT NULL",
            new { delivery.Id, delivery.Attempts, status, detail, due = due?.ToUnixTimeMilliseconds() },
            transaction) == 1;
}
