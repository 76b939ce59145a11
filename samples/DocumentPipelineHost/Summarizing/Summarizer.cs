using DocumentPipelineHost.Parsing;

namespace DocumentPipelineHost.Summarizing;

/// <summary>
/// Extractive summaries, Chinese and English. Promises: deterministic; every sentence stands in the document, with its page;
/// a 1,335-page document takes seconds, not minutes.
/// </summary>
public static class Summarizer
{
    /// <summary>Summarises the pages.</summary>
    /// <param name="pages">All pages of the document.</param>
    /// <param name="progress">Called with 10 (collected), 30 (key passages), 60 (written), 80 (keywords), 100 (suggestions).</param>
    /// <param name="ct">Stops the work within a fraction of a second.</param>
    public static SummaryResult Summarize(
        IReadOnlyList<ParsedPage> pages, Action<int, LocalizedText> progress, CancellationToken ct) => throw new NotImplementedException();
}
