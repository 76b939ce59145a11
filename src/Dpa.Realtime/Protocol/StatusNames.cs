namespace Dpa.Realtime.Protocol;

// The Protocol folder: the bytes on the wire and nothing else. It guarantees that what it writes conforms to
// docs/protocol.md, and that what it reads is checked; it knows no connection, no clock and no backplane.

/// <summary>The wire names of statuses.</summary>
internal static class StatusNames
{
    private static readonly string[] Names =
    [
        "pending", "processing", "interrupted", "cancelling", "completed", "failed", "cancelled", "skipped", "waiting",
    ];

    public static string Of(PipelineStatus status) => Names[(int)status];

    /// <summary>Whether the status ends the attempt.</summary>
    public static bool IsEnd(PipelineStatus status) =>
        status is >= PipelineStatus.Completed and <= PipelineStatus.Skipped;

    public static bool TryParse(string? name, out PipelineStatus status)
    {
        var index = Array.IndexOf(Names, name);
        status = index < 0 ? default : (PipelineStatus)index;
        return index >= 0;
    }
}
