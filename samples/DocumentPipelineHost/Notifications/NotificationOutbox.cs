using System.Data.Common;
using System.Text.Json;
using Dapper;
using DocumentPipelineHost.Languages;
using DocumentPipelineHost.Pipelines;

namespace DocumentPipelineHost.Notifications;

/// <summary>Adds deliveries in the transaction of the end that they are about: an end that is kept notifies once, whatever crashes afterwards.</summary>
internal static class NotificationOutbox
{
    public static void OfPipeline(DbTransaction transaction, PipelineRecord ended, DateTimeOffset now)
    {
        // Files of a batch are notified with their batch.
        if (ended.ParentId is null && NotificationEvents.TypeOf(ended.Status) is { } type)
            Add(transaction, ended.Owner, ended.Status, type, ended.Id, new { pipeline_id = ended.Id, document_id = ended.DocumentId, status = ended.Status, error = ErrorOf(ended) }, now);
    }

    public static void OfBatch(DbTransaction transaction, string id, DateTimeOffset now)
    {
        var batch = BatchRows.Lock(transaction, id)!;
        if (batch.Status == StatusNames.Cancelled)
            return;
        var counts = BatchRows.Count(transaction.Connection!, batch, transaction);
        Add(
            transaction, batch.Owner, NotificationEvents.Batch, NotificationEvents.BatchType, id,
            new { batch_id = id, name = batch.Name, status = batch.Status, completed = counts.Completed, failed = counts.Failed, cancelled = counts.Cancelled }, now);
    }

    private static void Add(DbTransaction transaction, string owner, string kind, string type, string subject, object data, DateTimeOffset now)
    {
        if (NotificationSettingsStore.Find(transaction.Connection!, owner, transaction) is not { } settings || !settings.Events.Contains(kind))
            return;
        var payload = JsonSerializer.Serialize(new { type, timestamp = now, data }, ProductJson.Options);
        foreach (var channel in ChannelsOf(settings))
        {
            transaction.Connection!.Execute(
                "INSERT INTO notification_deliveries (id, owner, channel, event, subject_id, payload, due_at, status, created_at) " +
                "VALUES (@id, @owner, @channel, @type, @subject, @payload, @now, 'pending', @now)",
                new { id = $"msg_{Guid.CreateVersion7():N}", owner, channel, type, subject, payload, now },
                transaction);
        }
    }

    private static IEnumerable<string> ChannelsOf(NotificationSettings settings)
    {
        if (settings.Webhook is not null)
            yield return Channels.Webhook;
        if (settings.Email is not null)
            yield return Channels.Email;
        if (settings.Sms is not null)
            yield return Channels.Sms;
    }

    private static JsonElement? ErrorOf(PipelineRecord ended) => ended.Error is { } error ? JsonSerializer.Deserialize<JsonElement>(error) : null;
}
