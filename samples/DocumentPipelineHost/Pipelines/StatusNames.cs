using Dpa.Realtime;

namespace DocumentPipelineHost.Pipelines;

/// <summary>The statuses that the host writes into its own rows, as on the wire.</summary>
internal static class StatusNames
{
    /// <summary>The upload is still coming in.</summary>
    public const string Uploading = "uploading";

    public const string Pending = "pending";
    public const string Processing = "processing";

    /// <summary>A question is open that a person answers; it has no document until then.</summary>
    public const string Waiting = "waiting";

    /// <summary>Stopped by a person; no sweep and no restart starts it.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>Only ever shown: a row is cancelled at once.</summary>
    public const string Cancelling = "cancelling";

    public const string Completed = "completed";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";

    /// <summary>The name on the wire.</summary>
    public static string Of(PipelineStatus status) => status.ToString().ToLowerInvariant();
}
