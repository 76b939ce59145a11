namespace Dpa.Realtime.Backplane;

/// <summary>Decides the status of an open stage when its pipeline ends or is interrupted.</summary>
internal static class StageEnding
{
    public static PipelineStatus? Of(PipelineStatus stage, PipelineStatus? pipeline) =>
        (pipeline, stage) switch
        {
            (
                PipelineStatus.Completed, PipelineStatus.Processing
                    or PipelineStatus.Waiting
                    or PipelineStatus.Interrupted
                    or PipelineStatus.Cancelling) => PipelineStatus.Completed,
            (PipelineStatus.Completed, PipelineStatus.Pending) => PipelineStatus.Skipped,
            (
                PipelineStatus.Failed, PipelineStatus.Processing
                    or PipelineStatus.Waiting
                    or PipelineStatus.Cancelling) => PipelineStatus.Failed,
            (
                PipelineStatus.Cancelled, PipelineStatus.Processing
                    or PipelineStatus.Waiting
                    or PipelineStatus.Interrupted
                    or PipelineStatus.Cancelling
                    or PipelineStatus.Pending) => PipelineStatus.Cancelled,
            (
                PipelineStatus.Interrupted, PipelineStatus.Processing
                    or PipelineStatus.Waiting
                    or PipelineStatus.Cancelling) => PipelineStatus.Interrupted,
            _ => null,
        };
}
