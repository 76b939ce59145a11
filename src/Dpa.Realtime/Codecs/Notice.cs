namespace Dpa.Realtime.Codecs;

/// <summary>A message between nodes other than a change of a pipeline.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Subject">An owner, a user, a pipeline or, of an answer, the request.</param>
internal sealed record Notice(NoticeKind Kind, string Subject)
{
    /// <summary>A pipeline, or a reason.</summary>
    public string? Detail { get; init; }

    /// <summary>The node that sends it, where it is to be known.</summary>
    public string? Node { get; init; }

    /// <summary>
    /// Of a control request: what it is answered under. Of a closing: the mark that the user's tickets have after it.
    /// </summary>
    public string? Request { get; init; }

    /// <summary>Of a control request the action; of its answer 1 where a run took it.</summary>
    public int Value { get; init; }

    public static Notice Started(string owner, string pipelineId) =>
        new(NoticeKind.Started, owner) { Detail = pipelineId };

    public static Notice StatusChanged(string owner, string pipelineId) =>
        new(NoticeKind.StatusChanged, owner) { Detail = pipelineId };
}

/// <summary>What a notice is about.</summary>
internal enum NoticeKind : byte
{
    Started = 1,
    Control = 2,
    ControlAnswer = 3,
    Revoked = 4,
    UserClosed = 5,
    StatusChanged = 6,
}
