using System.Text;
using DocumentEngine.Csv;
using DocumentEngine.Documents;
using DocumentEngine.Markup;
using DocumentEngine.Messages;
using DocumentEngine.Text;

namespace DocumentEngine.Parsing;

/// <summary>Determines what kind of document a text is.</summary>
internal static class TextKind
{
    /// <summary>The kind; null for a text that only a program reads (RTF, PostScript, XML, e-mail).</summary>
    /// <param name="text">The text, or its beginning.</param>
    /// <param name="isCut">Whether there is more of it.</param>
    public static DocumentKind? Of(string text, bool isCut = false)
    {
        if (MailEvidence.In(text) || XmlEvidence.In(text, isCut))
            return null;
        var isMarkdown = MarkdownEvidence.In(text);
        if (HtmlEvidence.IsPage(text) || (!isMarkdown && HtmlEvidence.IsFragment(text)))
            return DocumentKind.Html;
        if (NameOfCoded(text) is not null)
            return null;
        if (isMarkdown)
            return DocumentKind.Markdown;
        return CsvEvidence.SeparatorOf(text) is null ? DocumentKind.Text : DocumentKind.Csv;
    }

    /// <summary>Why a text of no kind is refused.</summary>
    /// <param name="text">The text, or its beginning.</param>
    /// <param name="isCut">Whether there is more of it.</param>
    public static DocumentException Refusal(string text, bool isCut = false)
    {
        if (MailEvidence.In(text))
            return DocumentErrors.UnsupportedMail();
        return DocumentErrors.UnsupportedType(
            XmlEvidence.In(text, isCut)
                ? MessageCatalog.Text("content.xml_file")
                : NameOfCoded(text) ?? FileSignature.Unknown);
    }

    private static LocalizedText? NameOfCoded(string text) =>
        FileSignature.NameOfCoded(Encoding.UTF8.GetBytes(text[..Math.Min(64, text.Length)]));
}
