using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Stages;
using Dpa.Realtime;

namespace DocumentPipelineHost.Uploads;

/// <summary>A pipeline as DPA V2 names it in an upload's answer.</summary>
public sealed record ProcessingPipeline(string PipelineId, IReadOnlyList<ProcessingStage> Stages)
{
    /// <summary>One that nobody was shown yet.</summary>
    internal static ProcessingPipeline Waiting(PipelineRecord pipeline) => new(
        pipeline.Id,
        [.. pipeline.StageTypes.Select(StageCatalog.Of).Select(stage => new ProcessingStage(
            stage.Type, stage.Name.In(pipeline.Language), PipelineStatus.Pending, 0, stage.EstimateSeconds))]);

    public static ProcessingPipeline Of(PipelineState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new ProcessingPipeline(state.Id, [.. state.Stages.Select(static stage => new ProcessingStage(
            stage.Id, stage.Name, stage.Status, stage.Progress, StageCatalog.Of(stage.Id).EstimateSeconds))]);
    }
}
