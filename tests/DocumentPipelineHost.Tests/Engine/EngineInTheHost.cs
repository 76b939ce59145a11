using System.Runtime.CompilerServices;
using DocumentEngine.Analyzing;
using DocumentEngine.Documents;
using DocumentEngine.Isolation;
using DocumentEngine.Parsing;
using DocumentEngine.Summarizing;
using DocumentPipelineHost.Engine;

namespace DocumentPipelineHost.Tests.Engine;

/// <summary>
/// Reads documents in the process of the host, as the host once did: only to measure what reading them apart costs. A
/// hostile file ends the process of the tests.
/// </summary>
internal sealed class EngineInTheHost : IDocumentEngine
{
    public Task<IParsedFile> OpenAsync(string path, int fromPage, CancellationToken ct) =>
        Task.Run<IParsedFile>(() => new OpenFile(DocumentOpener.Open(path), fromPage), ct);

    public Task<SummaryResult> SummarizeAsync(
        IEnumerable<ParsedPage> pages, IReadOnlyList<OutlineEntry> outline, Action<StepProgress> progress,
        CancellationToken ct) =>
        Task.Run(
            () => Summarizer.Summarize([.. pages], (done, message) => progress(new(done, message)), ct, outline), ct);

    public Task<AnalysisResult> AnalyzeAsync(
        IEnumerable<ParsedPage> pages, IReadOnlyList<OutlineEntry> outline, int readingMinutes,
        Action<StepProgress> progress, CancellationToken ct) =>
        Task.Run(
            () =>
            {
                var analyzer = new Analyzer(outline);
                foreach (var page in pages)
                {
                    analyzer.Add(page);
                    progress(new(page.Number, null));
                }

                return analyzer.Finish(readingMinutes);
            },
            ct);

    private sealed class OpenFile(IParsedDocument document, int fromPage) : IParsedFile
    {
        public DocumentInfo Info { get; } = DocumentInfo.Of(document);

        public async IAsyncEnumerable<ParsedPage> ReadPagesAsync([EnumeratorCancellation] CancellationToken ct)
        {
            await Task.Yield();
            foreach (var page in document.ReadPages(fromPage))
            {
                ct.ThrowIfCancellationRequested();
                yield return page;
            }
        }

        public ValueTask DisposeAsync()
        {
            document.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
