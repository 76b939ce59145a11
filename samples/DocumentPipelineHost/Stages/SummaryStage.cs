using System.Text.Json;
using DocumentEngine.Documents;
using DocumentEngine.Isolation;
using DocumentEngine.Messages;
using DocumentEngine.Summarizing;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Engine;
using DocumentPipelineHost.Languages;
using DocumentPipelineHost.Models;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Stages;

/// <summary>
/// Writes the summary: 10 collected, 30 key passages, 60 written, 80 keywords, 100 suggestions. With a model these are
/// the first half, and the second goes with what it writes.
/// </summary>
internal sealed class SummaryStage(
    IDocumentEngine engine, PageStore pages, StageAttempts attempts, StageResults results, ModelSummary model,
    IOptions<ModelOptions> options, TimeProvider time) : IDocumentStage
{
    private const double Half = 0.5;

    public string Type => StageTypes.Summary;

    public async Task<string> RunAsync(StageWork work, CancellationToken ct)
    {
        var share = model.IsAvailable ? Half : 1;
        var summary = await attempts.RunAsync(
            work,
            () => engine.SummarizeAsync(
                pages.Each(work.Document.Id), pages.Outline(work.Document.Id), step => Report(work, step, share), ct),
            ct);
        IReadOnlyList<DocumentWarning> warnings = summary.Note is { } note ? [TooLittle(note)] : [];
        if (model.IsAvailable && summary.Note is null)
            (summary, warnings) = await model.WriteAsync(
                work.Document, summary,
                tokens => ReportModel(work, tokens),
                ct);
        foreach (var warning in warnings)
            await work.Progress.WarnAsync(work.In(warning.Message), ct);
        var json = JsonSerializer.Serialize(summary, ProductJson.Options);
        await results.FinishAsync(
            work,
            transaction =>
            {
                ResultStore.KeepSummary(transaction, work.Document.Id, json, time.GetUtcNow());
                WarningStore.Keep(transaction, work.Document.Id, Type, warnings);
            },
            ct);
        return work.In(summary.Note ?? MessageCatalog.Text("summary.done", ("count", summary.Sentences.Count)));
    }

    private static DocumentWarning TooLittle(DocumentEngine.Text.LocalizedText note) =>
        new(
            note.Code == SummaryNotes.TooShort
                ? DocumentWarningCodes.SummaryTooShort
                : DocumentWarningCodes.SummaryNoSentences,
            note);

    private static void Report(StageWork work, StepProgress step, double share)
    {
        if (step.Message is { } message)
            work.Progress.Report(Math.Clamp(step.Done, 0, 100) * share, work.In(message));
    }

    private void ReportModel(StageWork work, long tokens)
    {
        var done = Math.Min(1, (double)tokens / options.Value.MaxOutputTokens);
        work.Progress.Report(
            100 * (Half + ((1 - Half) * done)), work.In(MessageCatalog.Text("model.writing", ("count", tokens))));
    }
}
