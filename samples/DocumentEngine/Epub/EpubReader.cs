using System.Xml;
using DocumentEngine.Archives;
using DocumentEngine.Blocks;
using DocumentEngine.Documents;
using DocumentEngine.Encodings;
using DocumentEngine.Markup;
using DocumentEngine.Messages;
using DocumentEngine.Office;

namespace DocumentEngine.Epub;

/// <summary>
/// An EPUB book: the chapters of its spine, in their order, each begun in a section of its own and read as HTML is.
/// </summary>
internal static class EpubReader
{
    private const string Container = "META-INF/container.xml";
    private const string Encryption = "META-INF/encryption.xml";
    private const int MaxChapterBytes = 40 * 1024 * 1024;

    // A chapter of a picture has no more than its caption.
    private const int Caption = 60;

    // Fonts are disguised by these; the text is not.
    private static readonly string[] FontAlgorithms =
    [
        "http://www.idpf.org/2008/embedding",
        "http://ns.adobe.com/pdf/enc#RC",
    ];

    /// <summary>Whether an archive is an EPUB book.</summary>
    public static bool IsEpub(ArchiveGuard archive) => archive.Has(Container);

    /// <summary>Reads it; bad XML and a damaged archive are left to the caller.</summary>
    public static IParsedDocument Read(ArchiveGuard archive)
    {
        var warnings = new DocumentWarnings();
        if (IsProtected(archive, warnings))
            throw DocumentErrors.Encrypted();
        var (path, book) = Package(archive);
        foreach (var name in book.Unknown)
            warnings.Add(
                DocumentWarningCodes.Damaged, MessageCatalog.Text("warning.unknown_chapter", ("part", name)), name);
        var text = new MarkedText();
        var pictures = 0;
        foreach (var (name, type) in book.Chapters)
        {
            var file = PackagePaths.Find(path, name, archive.Has);
            if (!EpubPackage.IsText(type) || !AppendChapter(archive, file, text, warnings))
                pictures++;
        }

        if (pictures > 0)
            warnings.LeftOut(MessageCatalog.Text("part.picture_chapters"), pictures);
        if (pictures > 0 && string.IsNullOrWhiteSpace(text.ToString()))
            throw DocumentErrors.NoText(pictures);
        return new TextBlocks(DocumentKind.Epub, text, book.Title, warnings.ToList());
    }

    private static (string Folder, EpubPackage Book) Package(ArchiveGuard archive)
    {
        using var container = OfficeXml.OpenWithDoctype(archive.OpenEntry(Container));
        while (container.Read())
        {
            if (container is not { NodeType: XmlNodeType.Element, LocalName: "rootfile" }
                || container.GetAttribute("full-path") is not { } written)
                continue;
            var path = PackagePaths.Find("", written, archive.Has);
            if (!archive.Has(path))
                continue;
            using var xml = OfficeXml.OpenWithDoctype(archive.OpenEntry(path));
            return (path[..(path.LastIndexOf('/') + 1)], EpubPackage.Read(xml));
        }

        throw DocumentErrors.Corrupt();
    }

    /// <summary>Writes a chapter; false where it is a picture.</summary>
    private static bool AppendChapter(ArchiveGuard archive, string name, MarkedText text, DocumentWarnings warnings)
    {
        if (!archive.Has(name))
        {
            warnings.Add(
                DocumentWarningCodes.Damaged, MessageCatalog.Text("warning.missing_chapter", ("part", name)), name);
            return true;
        }

        using var stream = archive.OpenEntry(name);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        if (bytes.Length > MaxChapterBytes)
            throw DocumentErrors.TooMuchText();
        var reading = TextDecoder.Decode(bytes.ToArray());
        if (reading.Text is not { } html)
        {
            warnings.Add(
                DocumentWarningCodes.Damaged, MessageCatalog.Text("warning.chapter_without_text", ("part", name)), name
            );
            return true;
        }

        text.Append(text.Length > 0 ? "\n\f\n" : "");
        var start = text.Length;
        var pictures = HtmlReader.AppendTo(text, html, warnings);
        if (text.Length > DocumentLimits.MaxCharacters)
            throw DocumentErrors.TooMuchText();
        return pictures == 0 || text.ToString(start).Count(static c => !char.IsWhiteSpace(c)) >= Caption;
    }

    private static bool IsProtected(ArchiveGuard archive, DocumentWarnings warnings)
    {
        if (!archive.Has(Encryption))
            return false;
        try
        {
            using var xml = OfficeXml.OpenWithDoctype(archive.OpenEntry(Encryption));
            return NamesAnotherCipher(xml);
        }
        catch (Exception failure) when (OfficeXml.IsDamage(failure))
        {
            // If chapters are encrypted nevertheless, they contain no text, and the reader reports that.
            var message = MessageCatalog.Text("warning.damaged_part", ("part", Encryption));
            warnings.Add(DocumentWarningCodes.Damaged, message, Encryption);
            return false;
        }
    }

    private static bool NamesAnotherCipher(XmlReader xml)
    {
        while (xml.Read())
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "EncryptionMethod" }
                && !FontAlgorithms.Contains(xml.GetAttribute("Algorithm")))
                return true;
        }

        return false;
    }
}
