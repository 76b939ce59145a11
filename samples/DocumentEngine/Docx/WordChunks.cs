using DocumentEngine.Documents;
using DocumentEngine.Encodings;
using DocumentEngine.Markup;
using DocumentEngine.Messages;
using DocumentEngine.Office;

namespace DocumentEngine.Docx;

/// <summary>Pieces of other formats inside a Word document, as converters put them there.</summary>
internal static class WordChunks
{
    private const int MaxBytes = 40 * 1024 * 1024;

    /// <summary>The text of a piece of HTML or plain text; empty, with a warning, for any other.</summary>
    public static string Read(OfficePackage package, string main, string id, DocumentWarnings warnings)
    {
        var part = package.RelationshipsOf(main).FirstOrDefault(each => each.Id == id)?.Target;
        if (part is null || !package.Has(part))
            return "";
        if (package.ReadOptionalBytes(part) is not { } bytes)
            return "";
        if (
            bytes.Length <= MaxBytes
            && TextDecoder.Decode(bytes).Text is { } text
            && !text.StartsWith("MIME-", StringComparison.OrdinalIgnoreCase)
            && !text.StartsWith("{\\rtf", StringComparison.Ordinal))
        {
            var isHtml = HtmlEvidence.IsPage(text) || HtmlEvidence.IsFragment(text);
            return isHtml ? HtmlReader.PlainText(text, warnings) : text;
        }

        warnings.LeftOut(MessageCatalog.Text("part.embedded_documents"));
        return "";
    }
}
