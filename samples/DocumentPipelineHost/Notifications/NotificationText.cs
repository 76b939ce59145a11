using System.Text.Json;
using DocumentEngine.Messages;
using DocumentEngine.Text;

namespace DocumentPipelineHost.Notifications;

/// <summary>
/// The human-readable line of a message, in the language of what it is about; it names no file, since third parties may
/// transport it.
/// </summary>
internal static class NotificationText
{
    public static string Of(Delivery delivery)
    {
        using var payload = JsonDocument.Parse(delivery.Payload);
        return Of(delivery, payload.RootElement.GetProperty("data"));
    }

    /// <param name="delivery">The message.</param>
    /// <param name="data">The payload's <c>data</c>.</param>
    public static string Of(Delivery delivery, JsonElement data) => Line(delivery, data).In(LanguageOf(data));

    /// <summary>The language that the payload names; one of an earlier version names none.</summary>
    public static string LanguageOf(JsonElement data) =>
        data.TryGetProperty("language", out var language) && language.GetString() is { } name ? name : "en";

    private static LocalizedText Line(Delivery delivery, JsonElement data) => delivery.Event switch
    {
        NotificationEvents.TestType => MessageCatalog.Text("notification.test"),
        NotificationEvents.BatchType => MessageCatalog.Text(
            "notification.batch", ("id", delivery.SubjectId), ("completed", data.GetProperty("completed").GetInt32()),
            ("failed", data.GetProperty("failed").GetInt32())),
        ChannelFailures.OffEvent => MessageCatalog.Text(
            "notification.off", ("channel", delivery.SubjectId), ("failed", data.GetProperty("failed").GetInt32())),
        _ when data.GetProperty("status").GetString() == NotificationEvents.Completed =>
            MessageCatalog.Text("notification.completed", ("id", delivery.SubjectId)),
        _ when data.GetProperty("status").GetString() == NotificationEvents.Interrupted =>
            MessageCatalog.Text("notification.interrupted", ("id", delivery.SubjectId)),
        _ => MessageCatalog.Text("notification.failed", ("id", delivery.SubjectId)),
    };
}
