using System.Text.Json;

namespace DocumentPipelineHost.Notifications;

/// <summary>The human-readable line of a message; it names no file, since third parties may transport it.</summary>
internal static class NotificationText
{
    public static string Of(Delivery delivery)
    {
        if (delivery.Event == NotificationEvents.TestType)
            return "DPA: this is a test message; notifications arrive here";
        using var payload = JsonDocument.Parse(delivery.Payload);
        var data = payload.RootElement.GetProperty("data");
        return delivery.Event switch
        {
            NotificationEvents.BatchType =>
                $"DPA: batch {delivery.SubjectId} ended: {data.GetProperty("completed")} completed, " +
                $"{data.GetProperty("failed")} failed",
            ChannelFailures.OffEvent =>
                $"DPA: the {delivery.SubjectId} is switched off after {data.GetProperty("failed")} failures in a row",
            _ => $"DPA: pipeline {delivery.SubjectId} {data.GetProperty("status").GetString()}",
        };
    }
}
