using System.Text.Json;
using DocumentEngine.Messages;
using DocumentEngine.Summarizing;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Engine;
using DocumentPipelineHost.Languages;

namespace DocumentPipelineHost.Stages;

/// <summary>Finds structure, entities, figures and cross-references; the unit is a page.</summary>
internal sealed class AnalysisStage(
    IDocumentEngine engine, PageStore pages, ResultStore stored, StageAttempts attempts, StageResults results,
    TimeProvider time) : IDocumentStage
{
    public string Type => StageTypes.Analysis;

    public async Task<string> RunAsync(StageWork work, CancellationToken ct)
    {
        var id = work.Document.Id;
        var total = pages.Count(id);
        var kind = pages.Kind(id);
        var summary = JsonSerializer.Deserialize<SummaryResult>(stored.Summary(id)!, ProductJson.Options)!;
        var analysis = await attempts.RunAsync(
            work,
            () => engine.AnalyzeAsync(
                pages.Each(id), pages.Outline(id), summary.ReadingMinutes,
                step => PageWords.Report(work, kind, Math.Min(step.Done, total), total), ct),
            ct);
        var json = JsonSerializer.Serialize(analysis, ProductJson.Options);
        await results.FinishAsync(
            work,
            transaction => ResultStore.KeepAnalysis(transaction, id, json, time.GetUtcNow()),
            ct);
        return work.In(
            MessageCatalog.Text(
                "analysis.done", ("headings", analysis.Structure.Count), ("entities", analysis.Entities.Count)));
    }
}
