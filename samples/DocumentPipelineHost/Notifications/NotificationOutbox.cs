using System.Data.Common;
using System.Text.Json;
using Dapper;
using DocumentPipelineHost.Languages;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;

namespace DocumentPipelineHost.Notifications;

/// <summary>
/// Adds deliveries in the transaction of the end, or of the interruption, that they are about: one that is kept
/// notifies once, whatever crashes afterwards.
/// </summary>
internal static class NotificationOutbox
{
    private static readonly TimeSpan BetweenTests = TimeSpan.FromMinutes(1);

    /// <param name="transaction">What ended or stopped it.</param>
    /// <param name="ended">Its row since.</param>
    /// <param name="now">When.</param>
    public static void OfPipeline(DbTransaction transaction, PipelineRecord ended, DateTimeOffset now)
    {
        // Files of a batch are notified with their batch.
        if (ended.ParentId is null && NotificationEvents.TypeOf(ended.Status) is { } type)
            Add(
                transaction, ended.Owner, ended.Status, type, ended.Id, new
                {
                    pipeline_id = ended.Id, document_id = ended.DocumentId, status = ended.Status,
                    error = ErrorOf(ended), language = ended.Language,
                },
                now);
    }

    public static void OfBatch(DbTransaction transaction, string id, DateTimeOffset now)
    {
        var batch = BatchRows.Lock(transaction, id)!;
        if (batch.Status == StatusNames.Cancelled)
            return;
        var counts = BatchRows.Count(transaction.Connection!, batch, transaction);
        Add(
            transaction, batch.Owner, NotificationEvents.Batch, NotificationEvents.BatchType, id, new
            {
                batch_id = id, name = batch.Name, status = batch.Status, completed = counts.Completed,
                failed = counts.Failed, cancelled = counts.Cancelled, language = batch.Language,
            },
            now);
    }

    /// <summary>
    /// A test message on each of the user's channels, whatever events they chose; how many. One a minute: each goes to
    /// an address that the user named.
    /// </summary>
    /// <exception cref="ProblemException"><c>tested_just_now</c>.</exception>
    public static int Test(DbTransaction transaction, string owner, string language, DateTimeOffset now)
    {
        NotificationSettingsStore.Lock(transaction, owner);
        if (NotificationSettingsStore.Find(transaction.Connection!, owner, transaction) is not { } settings)
            return 0;
        var last = transaction.Connection!.ExecuteScalar<long?>(
            "SELECT MAX(created_at) FROM notification_deliveries WHERE owner = @owner AND event = @TestType",
            new { owner, NotificationEvents.TestType },
            transaction);
        if (last is { } at && DateTimeOffset.FromUnixTimeMilliseconds(at) + BetweenTests - now is { Ticks: > 0 } wait)
            throw new ProblemException(NotificationProblems.TestedJustNow(wait));
        return Add(
            transaction, owner, settings, NotificationEvents.TestType, "test", new { status = "test", language }, now);
    }

    private static void Add(
        DbTransaction transaction, string owner, string kind, string type, string subject, object data,
        DateTimeOffset now)
    {
        if (
            NotificationSettingsStore.Find(transaction.Connection!, owner, transaction) is { } settings
            && settings.Events.Contains(kind))
            Add(transaction, owner, settings, type, subject, data, now);
    }

    private static int Add(
        DbTransaction transaction, string owner, NotificationSettings settings, string type, string subject,
        object data, DateTimeOffset now)
    {
        var count = 0;
        var payload = JsonSerializer.Serialize(new { type, timestamp = now, data }, ProductJson.Options);
        foreach (var channel in ChannelsOf(settings))
        {
            var isOff = channel == Channels.Webhook
                && ChannelFailures.OffSince(transaction, owner, channel) is not null;
            Insert(transaction, owner, channel, type, subject, payload, now, isOff ? ChannelFailures.OffDetail : null);
            count++;
        }

        return count;
    }

    /// <summary>Adds a delivery; one whose channel is off is a line of the log and is never sent.</summary>
    internal static void Insert(
        DbTransaction transaction, string owner, string channel, string type, string subject, string payload,
        DateTimeOffset now, string? off) =>
        transaction.Connection!.Execute(
            "INSERT INTO notification_deliveries " +
            "(id, owner, channel, event, subject_id, payload, due_at, status, detail, created_at) " +
            "VALUES (@id, @owner, @channel, @type, @subject, @payload, @due, @status, @off, @now)",
            new
            {
                id = $"msg_{Guid.CreateVersion7():N}", owner, channel, type, subject, payload, now, off,
                due = off is null ? now.ToUnixTimeMilliseconds() : (long?)null,
                status = off is null ? "pending" : "off",
            },
            transaction);

    /// <summary>The channels that are set.</summary>
    internal static IEnumerable<string> ChannelsOf(NotificationSettings settings)
    {
        if (settings.Webhook is not null)
            yield return Channels.Webhook;
        if (settings.Email is not null)
            yield return Channels.Email;
        if (settings.Sms is not null)
            yield return Channels.Sms;
    }

    private static JsonElement? ErrorOf(PipelineRecord ended) =>
        ended.Error is { } error ? JsonSerializer.Deserialize<JsonElement>(error) : null;
}
