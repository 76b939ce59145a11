using System.Text.Json;
using DocumentEngine.Summarizing;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Engine;
using DocumentPipelineHost.Languages;

namespace DocumentPipelineHost.Stages;

/// <summary>Finds structure, entities, figures and cross-references; the unit is a page.</summary>
internal sealed class AnalysisStage(
    EngineCalls engine, PageStore pages, ResultStore stored, StageAttempts attempts, StageResults results, TimeProvider time) : IDocumentStage
{
    public string Type => StageTypes.Analysis;

    public async Task<string> RunAsync(StageWork work, CancellationToken ct)
    {
        var id = work.Document.Id;
        var total = pages.Count(id);
        var summary = JsonSerializer.Deserialize<SummaryResult>(stored.Summary(id)!, ProductJson.Options)!;
        var analysis = await attempts.RunAsync(
            work,
            () => engine.AnalyzeAsync(pages.Each(id), pages.Outline(id), summary.ReadingMinutes, step => Report(work, Math.Min(step.Done, total), total), ct),
            ct);
        var json = JsonSerializer.Serialize(analysis, ProductJson.Options);
        await results.KeepAsync(work, transaction => ResultStore.KeepAnalysis(transaction, id, json, time.GetUtcNow()), ct);
        return work.In(new(
            $"{analysis.Structure.Count} headings, {analysis.Entities.Count} entities", $"{analysis.Structure.Count} 个标题，{analysis.Entities.Count} 个实体"));
    }

    private static void Report(StageWork work, int done, int total) =>
        work.Progress.Report(done, total, "pages", work.In(new($"Page {done} of {total}", $"第 {done} / {total} 页")));
}
