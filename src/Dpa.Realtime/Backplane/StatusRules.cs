namespace Dpa.Realtime.Backplane;

/// <summary>Which moves are legal.</summary>
internal static class StatusRules
{
    public static bool IsEnd(PipelineStatus status) =>
        status
            is PipelineStatus.Completed
                or PipelineStatus.Failed
                or PipelineStatus.Cancelled
                or PipelineStatus.Skipped;

    /// <summary>Whether an attempt may begin with this status: under way, or waiting in a queue.</summary>
    public static bool IsBeginning(PipelineStatus status) =>
        status is PipelineStatus.Processing or PipelineStatus.Pending;

    /// <summary>
    /// Whether a stage may move so. A new attempt may begin from anywhere, and may be over already (a retry and its end
    /// in one change).
    /// </summary>
    public static bool IsLegalForStage(PipelineStatus from, PipelineStatus to, bool newAttempt) => (from, to) switch
    {
        (_, PipelineStatus.Interrupted or PipelineStatus.Cancelling or PipelineStatus.Waiting) when newAttempt => false,
        _ when newAttempt || from == to => true,
        (_, PipelineStatus.Waiting) => from == PipelineStatus.Processing,
        (_, PipelineStatus.Cancelling) => from is PipelineStatus.Processing or PipelineStatus.Waiting,
        (PipelineStatus.Pending, _) => to is not PipelineStatus.Interrupted,
        (PipelineStatus.Processing or PipelineStatus.Cancelling or PipelineStatus.Waiting, _) =>
            to is not PipelineStatus.Pending,
        (PipelineStatus.Interrupted, _) => true,
        _ => IsBeginning(to), // from an end: a new attempt
    };

    public static bool IsLegalForPipeline(PipelineStatus from, PipelineStatus to) => (from, to) switch
    {
        (_, PipelineStatus.Skipped) => false,
        _ when from == to => true,
        (_, PipelineStatus.Waiting) => from == PipelineStatus.Processing,
        (PipelineStatus.Pending, _) => to != PipelineStatus.Completed,
        (PipelineStatus.Processing or PipelineStatus.Waiting, _) => true,
        (PipelineStatus.Cancelling, _) => IsEnd(to) || to == PipelineStatus.Interrupted,
        (PipelineStatus.Interrupted, _) => to != PipelineStatus.Completed,
        _ => IsBeginning(to), // from an end: a new attempt
    };
}
