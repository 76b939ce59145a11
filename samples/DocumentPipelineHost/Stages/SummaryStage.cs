using System.Text.Json;
using DocumentEngine.Summarizing;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Languages;

namespace DocumentPipelineHost.Stages;

/// <summary>Writes the summary: 10 collected, 30 key passages, 60 written, 80 keywords, 100 suggestions.</summary>
internal sealed class SummaryStage(PageStore pages, StageResults results, TimeProvider time) : IDocumentStage
{
    public string Type => StageTypes.Summary;

    public async Task<string> RunAsync(StageWork work, CancellationToken ct)
    {
        var summary = Summarizer.Summarize(
            pages.All(work.Document.Id),
            (percent, message) => work.Progress.Report(percent, work.In(message)),
            ct,
            pages.Outline(work.Document.Id));
        var json = JsonSerializer.Serialize(summary, ProductJson.Options);
        await results.KeepAsync(work, transaction => ResultStore.KeepSummary(transaction, work.Document.Id, json, time.GetUtcNow()), ct);
        return work.In(new($"Summary of {summary.Sentences.Count} sentences", $"摘要共 {summary.Sentences.Count} 句"));
    }
}
