using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Stages;
using Dpa.Realtime;

namespace DocumentPipelineHost.Estimates;

/// <summary>Estimates what is left of a pipeline.</summary>
internal sealed class EstimateReader(DocumentStore documents, StageHistory history)
{
    public EstimateAnswer Of(PipelineState state)
    {
        var id = state.Attributes.GetValueOrDefault("document_id");
        var found = id is null ? null : documents.Find(id, state.Owner);
        var left = found is null || state.IsEnded ? [] : state.Stages.Where(IsLeft);
        return StageEstimates.Sum(state.Id, [.. left.Select(stage => Of(stage, state, found!))]);
    }

    private StageEstimate Of(StageState stage, PipelineState state, Document document)
    {
        var pages = document.PageCount ?? (int?)state.FindStage(StageTypes.Parse)?.TotalUnits;
        var left = 1 - (stage.Progress / 100);
        var samples = history.Of(stage.Id, document.ContentType);
        return StageEstimates.Of(stage.Id, samples, pages is > 0 ? pages : null, document.Size, left);
    }

    private static bool IsLeft(StageState stage) =>
        stage.Id != StageTypes.Upload && stage.Status is not (PipelineStatus.Completed or PipelineStatus.Skipped);
}
