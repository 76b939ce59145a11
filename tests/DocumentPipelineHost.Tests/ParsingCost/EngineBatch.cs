using DocumentEngine.Documents;
using DocumentEngine.Tests.Parsing;
using DocumentPipelineHost.Engine;
using DocumentPipelineHost.Tests.MixedBatch;

namespace DocumentPipelineHost.Tests.ParsingCost;

/// <summary>
/// What the engine does for a batch, without a host and its database: each document is read, summarised and analysed,
/// two at the same time, as by two workers.
/// </summary>
internal sealed class EngineBatch(IEnumerable<MixedDocument> documents) : IDisposable
{
    private const int Workers = 2;

    private readonly List<TemporaryFile> _files = [.. documents.Select(static each => new TemporaryFile(each.Content))];

    public Task RunAsync(IDocumentEngine engine, CancellationToken ct) =>
        Parallel.ForEachAsync(
            _files, new ParallelOptions { MaxDegreeOfParallelism = Workers, CancellationToken = ct },
            async (file, stop) =>
            {
                try
                {
                    await DoAsync(engine, file.FullName, stop);
                }
                catch (DocumentException)
                {
                    // a broken one
                }
            });

    public void Dispose() => _files.ForEach(static file => file.Dispose());

    private static async Task DoAsync(IDocumentEngine engine, string path, CancellationToken ct)
    {
        var pages = new List<ParsedPage>();
        IReadOnlyList<OutlineEntry> outline;
        await using (var file = await engine.OpenAsync(path, 1, ct))
        {
            outline = file.Info.Outline;
            await foreach (var page in file.ReadPagesAsync(ct))
                pages.Add(page);
        }

        var summary = await engine.SummarizeAsync(pages, outline, static _ => { }, ct);
        await engine.AnalyzeAsync(pages, outline, summary.ReadingMinutes, static _ => { }, ct);
    }
}
