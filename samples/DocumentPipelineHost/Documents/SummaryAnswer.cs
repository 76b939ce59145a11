using DocumentEngine.Summarizing;

namespace DocumentPipelineHost.Documents;

/// <summary>A document's summary, its words in the reader's language.</summary>
public sealed record SummaryAnswer(
    string DocumentId,
    string Language,
    string Text,
    IReadOnlyList<SummarySentence> Sentences,
    IReadOnlyList<Keyword> Keywords,
    DocumentType DocumentType,
    ComplexityLevel Complexity,
    string ComplexityReason,
    int ReadingMinutes,
    IReadOnlyList<KeySection> KeySections,
    IReadOnlyList<string> Suggestions)
{
    /// <summary>Why it is no summary (too short, no whole sentences); null for a real one.</summary>
    public string? Note { get; init; }

    /// <summary>The note's code: <c>summary.too_short</c> or <c>summary.no_sentences</c>.</summary>
    public string? NoteCode { get; init; }

    /// <summary>The model that wrote it; null where its sentences are the document's own.</summary>
    public string? Model { get; init; }

    public static SummaryAnswer Of(string documentId, SummaryResult summary, string language)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return new SummaryAnswer(
            documentId,
            summary.Language,
            summary.Text,
            summary.Sentences,
            summary.Keywords,
            summary.DocumentType,
            summary.Complexity.Level,
            summary.Complexity.Reason.In(language),
            summary.ReadingMinutes,
            summary.KeySections,
            [.. summary.Suggestions.Select(suggestion => suggestion.In(language))])
        {
            Note = summary.Note?.In(language),
            NoteCode = summary.Note?.Code,
            Model = summary.Model,
        };
    }
}
