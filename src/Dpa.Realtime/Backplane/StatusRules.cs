namespace Dpa.Realtime.Backplane;

/// <summary>Which moves are legal.</summary>
internal static class StatusRules
{
    public static bool IsEnd(PipelineStatus status) =>
        status is PipelineStatus.Completed or PipelineStatus.Failed or PipelineStatus.Cancelled or PipelineStatus.Skipped;

    public static bool IsLegalForStage(PipelineStatus from, PipelineStatus to) => (from, to) switch
    {
        (_, PipelineStatus.Cancelling) => from == PipelineStatus.Processing,
        (PipelineStatus.Pending, _) => to is PipelineStatus.Processing or PipelineStatus.Skipped or PipelineStatus.Cancelled or PipelineStatus.Failed,
        (PipelineStatus.Processing or PipelineStatus.Cancelling, _) => to is not PipelineStatus.Pending,
        (PipelineStatus.Interrupted, _) => to is PipelineStatus.Processing or PipelineStatus.Pending or PipelineStatus.Completed or PipelineStatus.Skipped or PipelineStatus.Cancelled or PipelineStatus.Failed,
        _ => to is PipelineStatus.Processing or PipelineStatus.Pending, // from an end: a new attempt
    };

    public static bool IsLegalForPipeline(PipelineStatus from, PipelineStatus to) => (from, to) switch
    {
        (_, PipelineStatus.Skipped) => false,
        (PipelineStatus.Pending, _) => to != PipelineStatus.Completed,
        (PipelineStatus.Processing, _) => true,
        (PipelineStatus.Cancelling, _) => IsEnd(to) || to == PipelineStatus.Interrupted,
        (PipelineStatus.Interrupted, _) => to != PipelineStatus.Completed,
        _ => to is PipelineStatus.Processing or PipelineStatus.Pending, // from an end: a new attempt
    };
}
