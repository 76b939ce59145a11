using System.Diagnostics.CodeAnalysis;
using DocumentEngine.Archives;
using DocumentEngine.Blocks;
using DocumentEngine.Documents;
using DocumentEngine.Docx;
using DocumentEngine.Markup;
using DocumentEngine.Pdf;

namespace DocumentEngine.Parsing;

/// <summary>
/// The door of this room: opens a file as what its content is. Promises: the file's name is never asked; whatever the bytes
/// are, the only failure is a <see cref="DocumentException"/> (or an <see cref="IOException"/> of the disk itself);
/// nothing is written, nothing is fetched from the network.
/// </summary>
public static class DocumentOpener
{
    /// <summary>The most bytes of text: more than <see cref="DocumentLimits.MaxPages"/> blocks of 3,000 characters.</summary>
    private const long MaxTextBytes = 40L * 1024 * 1024;

    private const int HeadBytes = 4096;

    /// <summary>Opens the file.</summary>
    /// <exception cref="DocumentException">The content is unsupported, encrypted, damaged, empty or too large.</exception>
    /// <exception cref="IOException">The file cannot be read from the disk.</exception>
    public static IParsedDocument Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var (length, head) = ReadHead(path);
        if (length == 0)
            throw DocumentErrors.Empty();
        if (FileSignature.IsPdf(head))
            return PdfFile.Open(path);
        if (FileSignature.IsZip(head))
            return OpenArchive(path);
        if (FileSignature.IsCompound(head))
            throw OldOffice(path, length);
        return OpenText(path, length, head);
    }

    private static (long Length, byte[] Head) ReadHead(string path)
    {
        using var file = File.OpenRead(path);
        var head = new byte[HeadBytes];
        var read = file.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false);
        return (file.Length, head[..read]);
    }

    private static IParsedDocument OpenArchive(string path)
    {
        using var guard = new ArchiveGuard(path);
        return DocxReader.IsDocx(guard.Archive) ? DocxReader.Read(guard) : throw DocumentErrors.UnsupportedType(ArchiveKind.Name(guard.Archive));
    }

    private static DocumentException OldOffice(string path, long length) =>
        length <= MaxTextBytes && FileSignature.IsEncryptedPackage(File.ReadAllBytes(path))
            ? DocumentErrors.Encrypted()
            : DocumentErrors.UnsupportedType(new("an old Office document (.doc, .xls or .ppt)", "旧版 Office 文档（.doc、.xls 或 .ppt）"));

    private static IParsedDocument OpenText(string path, long length, byte[] head)
    {
        var named = FileSignature.Name(head);
        if (length > MaxTextBytes)
            throw named is null && !head.Contains((byte)0) ? DocumentErrors.TooManyPages(DocumentLimits.MaxPages) : DocumentErrors.UnsupportedType(named ?? FileSignature.Unknown);
        var text = TextDecoder.Decode(File.ReadAllBytes(path));
        if (text is not null && HtmlEvidence.In(text))
            return ReadOr(HtmlReader.Read, text, failure => throw DocumentErrors.Corrupt(failure));
        if (text is null || named is not null)
            throw DocumentErrors.UnsupportedType(named ?? FileSignature.Unknown);
        // What cannot be read as Markdown (nested too deeply) is still a text.
        return MarkdownEvidence.In(text) ? ReadOr(MarkdownReader.Read, text, _ => PlainText(text)) : PlainText(text);
    }

    private static TextBlocks PlainText(string text)
    {
        var plain = new MarkedText();
        plain.Append(text);
        return new(DocumentKind.Text, plain, title: null);
    }

    [SuppressMessage("Design", "CA1031", Justification = "A hostile text may throw anything in a parser.")]
    private static IParsedDocument ReadOr(Func<string, IParsedDocument> read, string text, Func<Exception, IParsedDocument> otherwise)
    {
        try
        {
            return read(text);
        }
        catch (Exception failure) when (failure is not (DocumentException or OutOfMemoryException))
        {
            return otherwise(failure);
        }
    }
}
