using DocumentEngine.Messages;
using DocumentEngine.Text;

namespace DocumentPipelineHost.Problems;

/// <summary>What may be wrong with notification settings.</summary>
internal static class NotificationProblems
{
    public static readonly Problem Url = Of(
        MessageCatalog.Text("notification.url"),
        MessageCatalog.Text("notification.url.suggestion"));

    public static readonly Problem Secret = Of(
        MessageCatalog.Text("notification.secret"),
        MessageCatalog.Text("notification.secret.suggestion"));

    public static readonly Problem Email = Of(
        MessageCatalog.Text("notification.email"), MessageCatalog.Text("notification.email.suggestion"));

    public static readonly Problem Number = Of(
        MessageCatalog.Text("notification.number"), MessageCatalog.Text("notification.number.suggestion"));

    public static readonly Problem Events = Of(
        MessageCatalog.Text("notification.events"), MessageCatalog.Text("notification.events.suggestion"));

    public static readonly Problem Unavailable = new(
        "channel_unavailable", 400,
        MessageCatalog.Template("notification.unavailable"),
        MessageCatalog.Text("notification.unavailable.suggestion"));

    public static readonly Problem NoChannel = new(
        "no_channel", 409,
        MessageCatalog.Text("notification.no_channel"),
        MessageCatalog.Text("notification.no_channel.suggestion"));

    private static readonly Problem Tested = new(
        "tested_just_now", 429,
        MessageCatalog.Text("notification.tested_just_now"),
        MessageCatalog.Template("notification.tested_just_now.suggestion"),
        Retryable: true);

    /// <param name="wait">Until the next test message may be sent.</param>
    public static Problem TestedJustNow(TimeSpan wait) => Tested with
    {
        Suggestion = Tested.Suggestion.Fill(("value", Math.Max(1, Math.Ceiling(wait.TotalSeconds)))),
        RetryAfter = wait,
    };

    private static Problem Of(LocalizedText message, LocalizedText suggestion) =>
        new("invalid_parameter", 400, message, suggestion);
}
