using System.Text.Json;
using DocumentEngine.Isolation;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Engine;
using DocumentPipelineHost.Languages;

namespace DocumentPipelineHost.Stages;

/// <summary>Writes the summary: 10 collected, 30 key passages, 60 written, 80 keywords, 100 suggestions.</summary>
internal sealed class SummaryStage(EngineCalls engine, PageStore pages, StageAttempts attempts, StageResults results, TimeProvider time) : IDocumentStage
{
    public string Type => StageTypes.Summary;

    public async Task<string> RunAsync(StageWork work, CancellationToken ct)
    {
        var summary = await attempts.RunAsync(
            work,
            () => engine.SummarizeAsync(pages.Each(work.Document.Id), pages.Outline(work.Document.Id), step => Report(work, step), ct),
            ct);
        var json = JsonSerializer.Serialize(summary, ProductJson.Options);
        await results.KeepAsync(work, transaction => ResultStore.KeepSummary(transaction, work.Document.Id, json, time.GetUtcNow()), ct);
        if (summary.Note is { } note)
            return work.In(note);
        return work.In(new($"Summary of {summary.Sentences.Count} sentences", $"摘要共 {summary.Sentences.Count} 句"));
    }

    private static void Report(StageWork work, StepProgress step)
    {
        if (step.Message is { } message)
            work.Progress.Report(Math.Clamp(step.Done, 0, 100), work.In(message));
    }
}
