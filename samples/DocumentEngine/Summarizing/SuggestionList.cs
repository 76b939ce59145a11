using DocumentEngine.Text;

namespace DocumentEngine.Summarizing;

/// <summary>What a reader may do next, by what was found in the document.</summary>
internal static class SuggestionList
{
    private const int LongReading = 20;

    public static List<LocalizedText> For(
        DocumentType type, int readingMinutes, ComplexityLevel complexity, IReadOnlyList<KeySection> sections, IReadOnlyList<Keyword> keywords)
    {
        var suggestions = new List<LocalizedText>();
        var start = sections.FirstOrDefault(section => SectionTheme.Worth(section.Title) > 1) ?? (sections.Count > 0 ? sections[0] : null);
        if (start is not null && readingMinutes >= 3)
            suggestions.Add(new($"Begin with “{start.Title}” (page {start.Page}).", $"建议先读“{start.Title}”（第 {start.Page} 页）。"));
        if (ForType(type) is { } advice)
            suggestions.Add(advice);
        if (keywords.Count > 0)
            suggestions.Add(Search(keywords.Take(3).Select(keyword => keyword.Text).ToList()));
        if (readingMinutes >= LongReading)
            suggestions.Add(new(
                $"It takes about {readingMinutes} minutes to read: use the key sections to go to what you need.",
                $"全文约需 {readingMinutes} 分钟：可用关键章节直接跳到需要的部分。"));
        if (complexity == ComplexityLevel.High)
            suggestions.Add(new("It is hard to read: run the deep analysis for its terms and structure.", "内容较难：可运行深度分析以了解术语和结构。"));
        return suggestions;
    }

    private static LocalizedText Search(List<string> words) => new(
        $"Search in it for {string.Join(", ", words.Select(word => $"“{word}”"))}.",
        $"可在文中搜索{string.Join("、", words.Select(word => $"“{word}”"))}。");

    private static LocalizedText? ForType(DocumentType type) => type switch
    {
        DocumentType.Manual => new("Keep it at hand as a reference and search it for the task you are doing.", "可作为参考资料保存，按手头任务检索。"),
        DocumentType.Report => new("Look at its conclusions and check the figures they rest on.", "先看结论，再核对其依据的数据。"),
        DocumentType.Policy => new("Note which requirements (must, shall) apply to you.", "请留意对您适用的要求（必须、应当、不得）。"),
        DocumentType.Contract => new("Check the parties, dates, amounts and duties before you sign.", "签署前请核对双方、日期、金额和义务。"),
        DocumentType.Letter => new("Check whether it asks for an answer and by when.", "请确认是否需要回复以及期限。"),
        DocumentType.Faq => new("Search it with the words of your question.", "可用您问题中的词直接检索。"),
        DocumentType.Article => new("Read its beginning and end first, then the parts that matter to you.", "先读开头和结尾，再读关心的部分。"),
        DocumentType.Minutes => new("Note the decisions and who has to do what.", "请记下决定事项和各自的任务。"),
        _ => null,
    };
}
