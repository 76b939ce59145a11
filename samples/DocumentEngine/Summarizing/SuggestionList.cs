using DocumentEngine.Messages;
using DocumentEngine.Text;

namespace DocumentEngine.Summarizing;

/// <summary>What a reader may do next, by what was found in the document.</summary>
internal static class SuggestionList
{
    private const int LongReading = 20;

    public static List<LocalizedText> For(
        DocumentType type, int readingMinutes, ComplexityLevel complexity, IReadOnlyList<KeySection> sections,
        IReadOnlyList<Keyword> keywords)
    {
        var suggestions = new List<LocalizedText>();
        var start = sections.FirstOrDefault(section => SectionTheme.Worth(section.Title) > 1)
            ?? (sections.Count > 0 ? sections[0] : null);
        if (start is not null && readingMinutes >= 3)
            suggestions.Add(MessageCatalog.Text("suggestion.begin_with", ("title", start.Title)));
        if (ForType(type) is { } advice)
            suggestions.Add(advice);
        if (keywords.Count > 0)
            suggestions.Add(Search(keywords.Take(3).Select(keyword => keyword.Text).ToList()));
        if (readingMinutes >= LongReading && sections.Count > 0)
            suggestions.Add(MessageCatalog.Text("suggestion.long", ("minutes", readingMinutes)));
        if (complexity == ComplexityLevel.High)
            suggestions.Add(MessageCatalog.Text("suggestion.hard_to_read"));
        return suggestions;
    }

    private static LocalizedText Search(List<string> words) =>
        MessageCatalog.Text("suggestion.search", ("words", Quoted(words)));

    private static LocalizedText Quoted(List<string> words) =>
        new(
            string.Join(", ", words.Select(static word => $"“{word}”")),
            string.Join("、", words.Select(static word => $"“{word}”")));

    private static LocalizedText? ForType(DocumentType type) => type switch
    {
        DocumentType.Manual => MessageCatalog.Text("suggestion.manual"),
        DocumentType.Report => MessageCatalog.Text("suggestion.report"),
        DocumentType.Policy => MessageCatalog.Text("suggestion.policy"),
        DocumentType.Contract => MessageCatalog.Text("suggestion.contract"),
        DocumentType.Letter => MessageCatalog.Text("suggestion.letter"),
        DocumentType.Faq => MessageCatalog.Text("suggestion.faq"),
        DocumentType.Article => MessageCatalog.Text("suggestion.article"),
        DocumentType.Minutes => MessageCatalog.Text("suggestion.minutes"),
        _ => null,
    };
}
