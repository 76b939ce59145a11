using System.Text;
using DocumentEngine.Csv;
using DocumentEngine.Documents;
using DocumentEngine.Markup;

namespace DocumentEngine.Parsing;

/// <summary>Determines what kind of document a text is.</summary>
internal static class TextKind
{
    /// <summary>The kind; null for a text that only a program reads (RTF, PostScript, XML).</summary>
    public static DocumentKind? Of(string text)
    {
        var isMarkdown = MarkdownEvidence.In(text);
        if (HtmlEvidence.IsPage(text) || (!isMarkdown && HtmlEvidence.IsFragment(text)))
            return DocumentKind.Html;
        if (FileSignature.NameOfCoded(Encoding.UTF8.GetBytes(text[..Math.Min(64, text.Length)])) is not null)
            return null;
        if (isMarkdown)
            return DocumentKind.Markdown;
        return CsvEvidence.SeparatorOf(text) is null ? DocumentKind.Text : DocumentKind.Csv;
    }
}
