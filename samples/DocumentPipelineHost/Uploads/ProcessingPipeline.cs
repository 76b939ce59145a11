using DocumentPipelineHost.Stages;
using Dpa.Realtime;

namespace DocumentPipelineHost.Uploads;

/// <summary>A pipeline as DPA V2 names it in an upload's answer.</summary>
public sealed record ProcessingPipeline(string PipelineId, IReadOnlyList<ProcessingStage> Stages)
{
    public static ProcessingPipeline Of(PipelineState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new ProcessingPipeline(state.Id, [.. state.Stages.Select(static stage => new ProcessingStage(
            stage.Id, stage.Name, stage.Status, stage.Progress, StageCatalog.Of(stage.Id).EstimateSeconds))]);
    }
}
