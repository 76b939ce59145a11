using DocumentEngine.Documents;
using DocumentEngine.Messages;
using DocumentEngine.Text;

namespace DocumentEngine.Summarizing;

/// <summary>
/// Extractive summaries, Chinese and English. Promises: deterministic; every sentence stands in the document, with its
/// page; a 1,335-page document takes seconds, not minutes.
/// </summary>
public static class Summarizer
{
    /// <summary>Summarises the pages.</summary>
    /// <param name="pages">All pages of the document.</param>
    /// <param name="progress">Called with 10 (collected), 30 (key passages), 60 (written), 80 (keywords), 100
    /// (suggestions).</param>
    /// <param name="ct">Stops the work within a fraction of a second.</param>
    /// <param name="outline">The headings that the document declares (<see cref="IParsedDocument.Outline"/>). Without
    /// them, headings are detected by their form.</param>
    public static SummaryResult Summarize(
        IReadOnlyList<ParsedPage> pages, Action<int, LocalizedText> progress, CancellationToken ct,
        IReadOnlyList<OutlineEntry>? outline = null)
    {
        ArgumentNullException.ThrowIfNull(pages);
        ArgumentNullException.ThrowIfNull(progress);
        outline ??= [];
        var language = LanguageDetector.Detect(pages.Select(page => page.Text));
        var blocks = DocumentStructure.Read(pages, outline, ct);
        progress(10, MessageCatalog.Text("summary.collected"));
        var passages = PassageSelection.Select(PassageCollector.Collect(blocks, ct));
        progress(30, MessageCatalog.Text("summary.key_passages"));
        var sentences =
            passages.Count > 0 ? SummaryWriter.Write(passages, language, ct) : SummaryWriter.Opening(blocks);
        progress(60, MessageCatalog.Text("summary.written"));
        var keywords = KeywordPicker.Pick(blocks, language, ct);
        progress(80, MessageCatalog.Text("summary.keywords"));
        var result = Describe(blocks, outline, language, sentences, keywords, ct) with
        {
            Note = SummaryNote.For(passages.Count, blocks),
        };
        progress(100, MessageCatalog.Text("summary.suggestions"));
        return result;
    }

    private static SummaryResult Describe(
        List<TextBlock> blocks, IReadOnlyList<OutlineEntry> outline, string language, List<SummarySentence> sentences,
        List<Keyword> keywords, CancellationToken ct)
    {
        var measure = TextMeasure.Of(blocks, ct);
        var complexity = ComplexityMeasure.Of(measure, language);
        var sections = SectionPicker.Pick(blocks, outline);
        var type = DocumentTypeEvidence.Of(blocks);
        return new(
            string.Join(language == "zh" ? "" : " ", sentences.Select(sentence => sentence.Text)),
            sentences,
            keywords,
            type,
            language,
            complexity,
            measure.ReadingMinutes,
            sections,
            SuggestionList.For(type, measure.ReadingMinutes, complexity.Level, sections, keywords));
    }
}
