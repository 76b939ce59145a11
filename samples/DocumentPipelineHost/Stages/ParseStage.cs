using DocumentEngine.Documents;
using DocumentEngine.Parsing;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Storage;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Stages;

/// <summary>Reads the text of the pages; the unit is a page.</summary>
internal sealed class ParseStage(
    IOriginalStore originals, PageStore pages, CheckpointStore checkpoints, StageResults results, IOptions<PipelineOptions> options, TimeProvider time)
    : IDocumentStage
{
    /// <summary>Slow pages are kept, and shown, one by one.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(200);

    public string Type => StageTypes.Parse;

    public async Task<string> RunAsync(StageWork work, CancellationToken ct)
    {
        using var copy = await originals.FetchAsync(work.Document.Original, ct);
        using var parsed = DocumentOpener.Open(copy.Path);
        var coverage = new TextCoverage();
        var done = checkpoints.Done(work.Document.Id, Type);
        if (done > 0)
            pages.All(work.Document.Id).ToList().ForEach(coverage.Add);
        Report(work, done, parsed.PageCount);

        var group = new List<ParsedPage>();
        var since = time.GetTimestamp();
        foreach (var page in parsed.ReadPages(done + 1))
        {
            ct.ThrowIfCancellationRequested();
            coverage.Add(page);
            group.Add(page);
            if (group.Count < options.Value.PagesPerCheckpoint && time.GetElapsedTime(since) < Slow)
                continue;
            await KeepAsync(work, group, parsed.PageCount, ct);
            group.Clear();
            since = time.GetTimestamp();
        }

        if (group.Count > 0)
            await KeepAsync(work, group, parsed.PageCount, ct);
        coverage.ThrowIfNoText();
        foreach (var warning in coverage.Warnings())
            await work.Progress.WarnAsync(work.In(warning), ct);
        await results.KeepAsync(
            work, transaction => PageStore.Finish(transaction, work.Document.Id, parsed, coverage.PageCount, time.GetUtcNow()), ct);
        return work.In(new($"{coverage.PageCount} pages read", $"已解析 {coverage.PageCount} 页"));
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
            },
            ct);
        Report(work, done, total);
    }

    private static void Report(StageWork work, int done, int total) =>
        work.Progress.Report(done, total, "pages", work.In(new($"Page {done} of {total}", $"第 {done} / {total} 页")));
}
