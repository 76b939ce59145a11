using System.Text.Json;

namespace DocumentPipelineHost.Notifications;

/// <summary>The human-readable line of a message; it names no file, since it may pass through others' hands.</summary>
internal static class NotificationText
{
    public static string Of(Delivery delivery)
    {
        using var payload = JsonDocument.Parse(delivery.Payload);
        var data = payload.RootElement.GetProperty("data");
        return delivery.Event == NotificationEvents.BatchType
            ? $"DPA: batch {delivery.SubjectId} ended: {data.GetProperty("completed")} completed, {data.GetProperty("failed")} failed"
            : $"DPA: pipeline {delivery.SubjectId} {data.GetProperty("status").GetString()}";
    }
}
