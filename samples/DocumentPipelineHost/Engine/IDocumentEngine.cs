using DocumentEngine.Analyzing;
using DocumentEngine.Documents;
using DocumentEngine.Isolation;
using DocumentEngine.Summarizing;

namespace DocumentPipelineHost.Engine;

/// <summary>
/// The document engine as the stages call it. All methods throw <see cref="DocumentException"/> for what is wrong with
/// a document, <see cref="EngineEndedException"/> where the process that reads it ended, and <see cref="IOException"/>
/// for an error of the disk.
/// </summary>
internal interface IDocumentEngine
{
    /// <summary>Opens a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="fromPage">The first page that will be read, from 1.</param>
    /// <param name="ct">Ends the work.</param>
    Task<IParsedFile> OpenAsync(string path, int fromPage, CancellationToken ct);

    /// <summary>Summarises pages.</summary>
    /// <param name="pages">All pages, in order.</param>
    /// <param name="outline">The headings that the document declares.</param>
    /// <param name="progress">Gets percents.</param>
    /// <param name="ct">Ends the work.</param>
    Task<SummaryResult> SummarizeAsync(
        IEnumerable<ParsedPage> pages, IReadOnlyList<OutlineEntry> outline, Action<StepProgress> progress,
        CancellationToken ct);

    /// <summary>Analyses pages.</summary>
    /// <param name="pages">All pages, in order.</param>
    /// <param name="outline">The headings that the document declares.</param>
    /// <param name="readingMinutes">As the summary measured it.</param>
    /// <param name="progress">Gets the numbers of the pages that are done.</param>
    /// <param name="ct">Ends the work.</param>
    Task<AnalysisResult> AnalyzeAsync(
        IEnumerable<ParsedPage> pages, IReadOnlyList<OutlineEntry> outline, int readingMinutes,
        Action<StepProgress> progress, CancellationToken ct);
}
