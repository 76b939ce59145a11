using DocumentEngine.Documents;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Engine;
using DocumentPipelineHost.Storage;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Stages;

/// <summary>Has the text of the pages read by a parsing process; the unit is a page.</summary>
internal sealed class ParseStage(
    IOriginalStore originals, EngineCalls engine, PageStore pages, CheckpointStore checkpoints, StageAttempts attempts, StageResults results,
    IOptions<PipelineOptions> options, TimeProvider time)
    : IDocumentStage
{
    /// <summary>Slow pages are kept, and shown, one by one.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(200);

    public string Type => StageTypes.Parse;

    public async Task<string> RunAsync(StageWork work, CancellationToken ct)
    {
        using var copy = await originals.FetchAsync(work.Document.Original, ct);
        var (info, coverage) = await attempts.RunAsync(work, () => ReadAsync(work, copy.Path, ct), ct);
        coverage.ThrowIfNoText();
        foreach (var warning in info.Warnings.Concat(coverage.Warnings()))
            await work.Progress.WarnAsync(work.In(warning.Message), ct);
        await results.KeepAsync(
            work, transaction => PageStore.Finish(transaction, work.Document.Id, info, coverage.PageCount, time.GetUtcNow()), ct);
        return work.In(new($"{coverage.PageCount} pages read", $"已解析 {coverage.PageCount} 页"));
    }

    private async Task<(DocumentInfo Info, TextCoverage Coverage)> ReadAsync(StageWork work, string path, CancellationToken ct)
    {
        var coverage = new TextCoverage();
        var done = checkpoints.Done(work.Document.Id, Type);
        await using var file = await engine.OpenAsync(path, done + 1, ct);
        var total = file.Info.PageCount;
        foreach (var page in pages.Each(work.Document.Id).Take(done))
            coverage.Add(page);
        Report(work, done, total);

        var group = new List<ParsedPage>();
        var since = time.GetTimestamp();
        await foreach (var page in file.ReadPagesAsync(ct))
        {
            coverage.Add(page);
            group.Add(page);
            if (group.Count < options.Value.PagesPerCheckpoint && time.GetElapsedTime(since) < Slow)
                continue;
            await KeepAsync(work, group, total, ct);
            group.Clear();
            since = time.GetTimestamp();
        }

        if (group.Count > 0)
            await KeepAsync(work, group, total, ct);
        return (file.Info, coverage);
    }

    private async Task KeepAsync(StageWork work, List<ParsedPage> group, int total, CancellationToken ct)
    {
        var done = group[^1].Number;
        await results.KeepAsync(
            work,
            transaction =>
            {
                PageStore.Add(transaction, work.Document.Id, group);
                CheckpointStore.Set(transaction, work.Document.Id, Type, done, total);
                AttemptStore.Advance(transaction, work.Run.Id, Type);
            },
            ct);
        Report(work, done, total);
    }

    private static void Report(StageWork work, int done, int total) =>
        work.Progress.Report(done, total, "pages", work.In(new($"Page {done} of {total}", $"第 {done} / {total} 页")));
}
