using DocumentEngine.Documents;
using DocumentEngine.Encodings;
using DocumentEngine.Markup;
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
        using var stream = package.OpenBytes(part);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        if (bytes.Length <= MaxBytes && TextDecoder.Decode(bytes.ToArray()).Text is { } text && !text.StartsWith("MIME-", StringComparison.OrdinalIgnoreCase)
            && !text.StartsWith("{\\rtf", StringComparison.Ordinal))
            return HtmlEvidence.IsPage(text) || HtmlEvidence.IsFragment(text) ? HtmlReader.PlainText(text) : text;
        warnings.LeftOut(new("embedded documents", "嵌入的文档"));
        return "";
    }
}
