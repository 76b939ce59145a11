using DocumentPipelineHost.Pipelines;

namespace DocumentPipelineHost.Notifications;

/// <summary>The events by the names that settings use, and as they stand in a payload.</summary>
internal static class NotificationEvents
{
    public const string Completed = "completed";
    public const string Failed = "failed";
    public const string Interrupted = "interrupted";
    public const string Batch = "batch";

    public static readonly string[] All = [Completed, Failed, Interrupted, Batch];

    /// <summary>The name in a payload; null where the status notifies nobody: a person cancelled it.</summary>
    public static string? TypeOf(string status) => status switch
    {
        StatusNames.Completed => "pipeline.completed",
        StatusNames.Failed => "pipeline.failed",
        StatusNames.Interrupted => "pipeline.interrupted",
        _ => null,
    };

    public const string BatchType = "batch.completed";

    /// <summary>A message that a person asked for, to see whether it arrives.</summary>
    public const string TestType = "test";
}
