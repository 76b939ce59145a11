using System.Data.Common;
using System.Text.Json;
using Dapper;
using DocumentPipelineHost.Languages;

namespace DocumentPipelineHost.Notifications;

/// <summary>
/// The rows of webhooks that fail. A webhook that gave up <c>Notifications:SwitchOffAfter</c> deliveries in a row is
/// switched off: what is still to be sent to it is recorded as <c>off</c>, the log gets a line, and the user's other
/// channels are notified. A delivery that is accepted resets the count.
/// </summary>
internal static class ChannelFailures
{
    /// <summary>The event of the line in the log, and of the notice.</summary>
    public const string OffEvent = "channel.off";

    /// <summary>The detail in the log for a delivery that was not sent.</summary>
    public const string OffDetail = "Not sent: the webhook is switched off after failures. " +
        "POST /api/v2/notifications/webhook/on switches it on again.";

    /// <summary>Since when the channel is off; null where it is on.</summary>
    public static DateTimeOffset? OffSince(DbTransaction transaction, string owner, string channel) =>
        transaction.Connection!.ExecuteScalar<long?>(
            "SELECT off_at FROM notification_failures WHERE owner = @owner AND channel = @channel",
            new { owner, channel },
            transaction) is { } at
            ? DateTimeOffset.FromUnixTimeMilliseconds(at)
            : null;

    /// <summary>The channels of a user that are off.</summary>
    public static IReadOnlyList<ChannelOff> Off(DbConnection connection, string owner) => connection
        .Query<(string Channel, long Failed, long OffAt, string? Reason)>(
            "SELECT channel, failed, off_at, reason FROM notification_failures " +
            "WHERE owner = @owner AND off_at IS NOT NULL ORDER BY channel",
            new { owner })
        .Select(static row => new ChannelOff(
            row.Channel, DateTimeOffset.FromUnixTimeMilliseconds(row.OffAt), (int)row.Failed, row.Reason)).AsList();

    /// <summary>A delivery was taken, or a person switched the channel on or changed it.</summary>
    public static void Forget(DbTransaction transaction, string owner, string channel, bool evenIfOff) =>
        transaction.Connection!.Execute(
            "DELETE FROM notification_failures WHERE owner = @owner AND channel = @channel" +
            (evenIfOff ? "" : " AND off_at IS NULL"),
            new { owner, channel },
            transaction);

    /// <summary>A delivery was given up; true where that switched its channel off.</summary>
    public static bool Count(DbTransaction transaction, Delivery delivery, string reason, int limit, DateTimeOffset now)
    {
        var (failed, offAt) = transaction.Connection!.QuerySingle<(long Failed, long? OffAt)>(
            "INSERT INTO notification_failures (owner, channel, failed, since, reason) " +
            "VALUES (@Owner, @Channel, 1, @now, @reason) ON CONFLICT (owner, channel) DO UPDATE " +
            "SET failed = notification_failures.failed + 1, reason = @reason RETURNING failed, off_at",
            new { delivery.Owner, delivery.Channel, now, reason },
            transaction);
        if (failed < limit || offAt is not null)
            return false;
        SwitchOff(transaction, delivery, reason, (int)failed, now);
        return true;
    }

    private static void SwitchOff(
        DbTransaction transaction, Delivery delivery, string reason, int failed, DateTimeOffset now)
    {
        var (owner, channel) = (delivery.Owner, delivery.Channel);
        var values = new { owner, channel, now, detail = OffDetail };
        transaction.Connection!.Execute(
            "UPDATE notification_failures SET off_at = @now WHERE owner = @owner AND channel = @channel",
            values,
            transaction);
        transaction.Connection!.Execute(
            "UPDATE notification_deliveries SET status = 'off', detail = @detail, due_at = NULL " +
            "WHERE owner = @owner AND channel = @channel AND due_at IS NOT NULL AND leased_until <= @now",
            values,
            transaction);
        var language = LanguageOf(delivery);
        var payload = JsonSerializer.Serialize(
            new { type = OffEvent, timestamp = now, data = new { channel, failed, reason, language } },
            ProductJson.Options);
        NotificationOutbox.Insert(
            transaction, owner, channel, OffEvent, channel, payload, now,
            off: $"Switched off after {failed} deliveries in a row were given up. The last: {reason}");
        if (NotificationSettingsStore.Find(transaction.Connection!, owner, transaction) is not { } settings)
            return;
        foreach (var other in NotificationOutbox.ChannelsOf(settings).Where(other => other != channel))
            NotificationOutbox.Insert(transaction, owner, other, OffEvent, channel, payload, now, off: null);
    }

    private static string LanguageOf(Delivery delivery)
    {
        using var payload = JsonDocument.Parse(delivery.Payload);
        return NotificationText.LanguageOf(payload.RootElement.GetProperty("data"));
    }
}
