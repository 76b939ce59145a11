using System.Data.Common;
using DocumentEngine.Documents;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Engine;
using DocumentPipelineHost.Storage;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Stages;

/// <summary>Has the text of the pages read by a parsing process; the unit is a page.</summary>
internal sealed class ParseStage(
    IOriginalStore originals, IDocumentEngine engine, PageStore pages, CheckpointStore checkpoints,
    StageAttempts attempts, StageResults results, IOptions<PipelineOptions> options, TimeProvider time) : IDocumentStage
{
    /// <summary>Slow pages are kept, and shown, one by one.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(200);

    public string Type => StageTypes.Parse;

    public async Task<string> RunAsync(StageWork work, CancellationToken ct)
    {
        using var copy = await originals.FetchAsync(work.Document.Original, ct);
        var (info, coverage) = await attempts.RunAsync(work, () => ReadAsync(work, copy.Path, ct), ct);
        coverage.ThrowIfNoText();
        List<DocumentWarning> warnings = [.. info.Warnings, .. coverage.Warnings()];
        foreach (var warning in warnings)
            await work.Progress.WarnAsync(work.In(warning.Message), ct);
        await results.FinishAsync(
            work,
            transaction =>
            {
                if (work.IsAgain)
                    PageStore.TakeDrafts(transaction, work.Run.Id, work.Document.Id);
                PageStore.Finish(transaction, work.Document.Id, info, coverage.PageCount, time.GetUtcNow());
                WarningStore.Keep(transaction, work.Document.Id, Type, warnings);
            },
            ct);
        return work.In(PageWords.Read(info.PageKind, coverage.PageCount));
    }

    private async Task<(DocumentInfo Info, TextCoverage Coverage)> ReadAsync(
        StageWork work, string path, CancellationToken ct)
    {
        var done = work.IsAgain ? pages.CountDrafts(work.Run.Id) : checkpoints.Done(work.Document.Id, Type);
        await using var file = await engine.OpenAsync(path, done + 1, ct);
        var (kind, total) = (file.Info.PageKind, file.Info.PageCount);
        var coverage = new TextCoverage { PageKind = kind };
        foreach (var page in work.IsAgain ? pages.EachDraft(work.Run.Id) : pages.Each(work.Document.Id).Take(done))
            coverage.Add(page);
        PageWords.Report(work, kind, done, total);

        var group = new List<ParsedPage>();
        var since = time.GetTimestamp();
        await foreach (var page in file.ReadPagesAsync(ct))
        {
            coverage.Add(page);
            group.Add(page);
            if (group.Count < options.Value.PagesPerCheckpoint && time.GetElapsedTime(since) < Slow)
                continue;
            await KeepAsync(work, group, kind, total, ct);
            group.Clear();
            since = time.GetTimestamp();
        }

        if (group.Count > 0)
            await KeepAsync(work, group, kind, total, ct);
        return (file.Info, coverage);
    }

    private async Task KeepAsync(StageWork work, List<ParsedPage> group, PageKind kind, int total, CancellationToken ct)
    {
        var done = group[^1].Number;
        await results.KeepAsync(
            work,
            transaction =>
            {
                Add(transaction, work, group, total);
                AttemptStore.Advance(transaction, work.Run.Id, Type);
            },
            ct);
        PageWords.Report(work, kind, done, total);
    }

    /// <summary>Of drafts their number is the checkpoint.</summary>
    private static void Add(DbTransaction transaction, StageWork work, List<ParsedPage> group, int total)
    {
        if (work.IsAgain)
        {
            PageStore.AddDrafts(transaction, work.Run.Id, group);
            return;
        }

        PageStore.Add(transaction, work.Document.Id, group);
        CheckpointStore.Set(transaction, work.Document.Id, StageTypes.Parse, group[^1].Number, total);
    }
}
