using DocumentEngine.Text;

namespace DocumentEngine.Summarizing;

/// <summary>What the summary stage gives.</summary>
/// <param name="Text">The summary: its sentences, in the document's order.</param>
/// <param name="Sentences">The same sentences with their pages.</param>
/// <param name="Keywords">Up to twelve keywords, the heaviest first.</param>
/// <param name="DocumentType">What sort of document it is.</param>
/// <param name="Language">"zh" or "en".</param>
/// <param name="Complexity">How hard it is to read, with the reason.</param>
/// <param name="ReadingMinutes">Minutes to read it, at least 1: 200 English words or 400 Chinese characters a
/// minute.</param>
/// <param name="KeySections">Up to fifteen main headings with their pages.</param>
/// <param name="Suggestions">What the reader may do next.</param>
public sealed record SummaryResult(
    string Text,
    IReadOnlyList<SummarySentence> Sentences,
    IReadOnlyList<Keyword> Keywords,
    DocumentType DocumentType,
    string Language,
    Complexity Complexity,
    int ReadingMinutes,
    IReadOnlyList<KeySection> KeySections,
    IReadOnlyList<LocalizedText> Suggestions)
{
    /// <summary>
    /// Why the summary is none: the text is too short, or has no whole sentences. Null for a real summary.
    /// </summary>
    public LocalizedText? Note { get; init; }

    /// <summary>The model that wrote the summary; null where its sentences are the document's own.</summary>
    public string? Model { get; init; }
}
