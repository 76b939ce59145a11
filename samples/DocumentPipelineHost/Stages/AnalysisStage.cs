using System.Text.Json;
using DocumentEngine.Analyzing;
using DocumentEngine.Summarizing;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Languages;

namespace DocumentPipelineHost.Stages;

/// <summary>Finds structure, entities, figures and cross-references; the unit is a page.</summary>
internal sealed class AnalysisStage(PageStore pages, ResultStore stored, StageResults results, TimeProvider time) : IDocumentStage
{
    public string Type => StageTypes.Analysis;

    public async Task<string> RunAsync(StageWork work, CancellationToken ct)
    {
        var analyzer = new Analyzer(pages.Outline(work.Document.Id));
        var all = pages.All(work.Document.Id);
        foreach (var page in all)
        {
            ct.ThrowIfCancellationRequested();
            analyzer.Add(page);
            work.Progress.Report(page.Number, all.Count, "pages", work.In(new($"Page {page.Number} of {all.Count}", $"第 {page.Number} / {all.Count} 页")));
        }

        var summary = JsonSerializer.Deserialize<SummaryResult>(stored.Summary(work.Document.Id)!, ProductJson.Options)!;
        var analysis = analyzer.Finish(summary.ReadingMinutes);
        var json = JsonSerializer.Serialize(analysis, ProductJson.Options);
        await results.KeepAsync(work, transaction => ResultStore.KeepAnalysis(transaction, work.Document.Id, json, time.GetUtcNow()), ct);
        return work.In(new(
            $"{analysis.Structure.Count} headings, {analysis.Entities.Count} entities", $"{analysis.Structure.Count} 个标题，{analysis.Entities.Count} 个实体"));
    }
}
