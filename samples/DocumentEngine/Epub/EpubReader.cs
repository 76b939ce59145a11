using System.Xml;
using DocumentEngine.Archives;
using DocumentEngine.Blocks;
using DocumentEngine.Documents;
using DocumentEngine.Encodings;
using DocumentEngine.Markup;
using DocumentEngine.Office;

namespace DocumentEngine.Epub;

/// <summary>An EPUB book: the chapters of its spine, in their order, each begun on a page of its own and read as HTML is.</summary>
internal static class EpubReader
{
    private const string Container = "META-INF/container.xml";
    private const string Encryption = "META-INF/encryption.xml";
    private const int MaxChapterBytes = 40 * 1024 * 1024;

    // Fonts are disguised by these; the text is not.
    private static readonly string[] FontAlgorithms = ["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"];

    /// <summary>Whether an archive is an EPUB book.</summary>
    public static bool IsEpub(ArchiveGuard archive) => archive.Has(Container);

    /// <summary>Reads it; bad XML and a damaged archive are left to the caller.</summary>
    public static IParsedDocument Read(ArchiveGuard archive)
    {
        if (IsProtected(archive))
            throw DocumentErrors.Encrypted();
        var (path, book) = Package(archive);
        var warnings = new DocumentWarnings();
        var text = new MarkedText();
        foreach (var (name, type) in book.Chapters)
        {
            if (!type.Contains("html", StringComparison.OrdinalIgnoreCase))
                warnings.LeftOut(new("chapters that are pictures", "图片形式的章节"));
            else
                AppendChapter(archive, PackagePaths.Resolve(path, name), text, warnings);
        }

        return new TextBlocks(DocumentKind.Epub, text, book.Title, warnings.ToList());
    }

    private static (string Folder, EpubPackage Book) Package(ArchiveGuard archive)
    {
        using var container = OfficeXml.Open(archive.OpenEntry(Container));
        while (container.Read())
        {
            if (container is not { NodeType: XmlNodeType.Element, LocalName: "rootfile" } || container.GetAttribute("full-path") is not { } path)
                continue;
            if (!archive.Has(path))
                break;
            using var xml = OfficeXml.Open(archive.OpenEntry(path));
            return (path[..(path.LastIndexOf('/') + 1)], EpubPackage.Read(xml));
        }

        throw DocumentErrors.Corrupt();
    }

    private static void AppendChapter(ArchiveGuard archive, string name, MarkedText text, DocumentWarnings warnings)
    {
        if (!archive.Has(name))
        {
            warnings.Add(DocumentWarningCodes.Damaged, new($"The chapter “{name}” is missing in the file.", $"文件中缺少章节“{name}”。"));
            return;
        }

        using var stream = archive.OpenEntry(name);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        if (bytes.Length > MaxChapterBytes)
            throw DocumentErrors.TooMuchText();
        var reading = TextDecoder.Decode(bytes.ToArray());
        if (reading.Text is not { } html)
        {
            warnings.Add(DocumentWarningCodes.Damaged, new($"The chapter “{name}” is no text.", $"章节“{name}”不是文本。"));
            return;
        }

        text.Append(text.Length > 0 ? "\n\f\n" : "");
        HtmlReader.AppendTo(text, html);
        if (text.Length > DocumentLimits.MaxCharacters)
            throw DocumentErrors.TooMuchText();
    }

    private static bool IsProtected(ArchiveGuard archive)
    {
        if (!archive.Has(Encryption))
            return false;
        using var xml = OfficeXml.Open(archive.OpenEntry(Encryption));
        while (xml.Read())
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "EncryptionMethod" } && !FontAlgorithms.Contains(xml.GetAttribute("Algorithm")))
                return true;
        }

        return false;
    }
}
