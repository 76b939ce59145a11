using System.Diagnostics.CodeAnalysis;
using System.Xml;
using DocumentEngine.Archives;
using DocumentEngine.Blocks;
using DocumentEngine.Csv;
using DocumentEngine.Documents;
using DocumentEngine.Docx;
using DocumentEngine.Encodings;
using DocumentEngine.Epub;
using DocumentEngine.Markup;
using DocumentEngine.Messages;
using DocumentEngine.Office;
using DocumentEngine.Pdf;
using DocumentEngine.Pptx;
using DocumentEngine.Xlsx;

namespace DocumentEngine.Parsing;

/// <summary>
/// The entry point of the document engine: opens a file by its content. Promises: the file's name is never used;
/// whatever the bytes are, the only failure is a <see cref="DocumentException"/> (or an <see cref="IOException"/> of
/// the disk itself); nothing is written, and nothing is fetched from the network.
/// </summary>
public static class DocumentOpener
{
    /// <summary>
    /// The most bytes of text: more than <see cref="DocumentLimits.MaxPages"/> blocks of 3,000 characters.
    /// </summary>
    private const long MaxTextBytes = 40L * 1024 * 1024;

    private const int HeadBytes = 4096;

    /// <summary>Opens the file.</summary>
    /// <exception cref="DocumentException">The content is unsupported, encrypted, damaged, empty or too
    /// large.</exception>
    /// <exception cref="IOException">The file cannot be read from the disk.</exception>
    public static IParsedDocument Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var (length, head, tail) = ReadEnds(path);
        if (length == 0)
            throw DocumentErrors.Empty();
        if (FileSignature.IsPdf(head, tail))
            return PdfFile.Open(path);
        if (FileSignature.IsZip(head))
            return OpenArchive(path);
        if (FileSignature.IsCompound(head))
            throw OldOffice(path, length);
        return OpenText(path, length, head);
    }

    private static (long Length, byte[] Head, byte[] Tail) ReadEnds(string path)
    {
        using var file = File.OpenRead(path);
        var head = new byte[HeadBytes];
        var read = file.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false);
        file.Position = Math.Max(0, file.Length - HeadBytes);
        var tail = new byte[HeadBytes];
        return (file.Length, head[..read], tail[..file.ReadAtLeast(tail, HeadBytes, throwOnEndOfStream: false)]);
    }

    private static IParsedDocument OpenArchive(string path)
    {
        using var guard = new ArchiveGuard(path);
        try
        {
            var package = new OfficePackage(guard);
            return OfficeKind.Of(package) switch
            {
                (DocumentKind.Docx, var main) => DocxReader.Read(package, main),
                (DocumentKind.Pptx, var main) => PptxReader.Read(package, main),
                (DocumentKind.Xlsx, var main) => XlsxReader.Read(package, main),
                _ when EpubReader.IsEpub(guard) => EpubReader.Read(guard),
                _ => throw DocumentErrors.UnsupportedType(ArchiveKind.Name(guard.Archive)),
            };
        }
        catch (Exception failure) when (failure is XmlException or InvalidDataException)
        {
            throw DocumentErrors.Corrupt(failure);
        }
    }

    private static DocumentException OldOffice(string path, long length) =>
        length <= MaxTextBytes && FileSignature.IsEncryptedPackage(File.ReadAllBytes(path))
            ? DocumentErrors.Encrypted()
            : DocumentErrors.UnsupportedType(MessageCatalog.Text("content.old_office"));

    private static IParsedDocument OpenText(string path, long length, byte[] head)
    {
        if (length > MaxTextBytes)
            throw head.Contains((byte)0) ? Unsupported(head) : DocumentErrors.TooManyPages(DocumentLimits.MaxPages);
        var reading = TextDecoder.Decode(File.ReadAllBytes(path));
        if (reading.Text is not { } text)
            throw reading.Candidates is { } candidates ? DocumentErrors.UnknownEncoding(candidates) : Unsupported(head);
        var warnings = TextWarnings.Of(reading);
        return TextKind.Of(text) switch
        {
            DocumentKind.Html => ReadOr(
                () => HtmlReader.Read(text, warnings),
                static failure => throw DocumentErrors.Corrupt(failure)),
            // What cannot be read as Markdown (nested too deeply) is still a text.
            DocumentKind.Markdown => ReadOr(() => MarkdownReader.Read(text, warnings), _ => PlainText(text, warnings)),
            DocumentKind.Csv when CsvEvidence.SeparatorOf(text) is { } separator => CsvReader.Read(
                text, separator, warnings),
            DocumentKind.Text => PlainText(text, warnings),
            _ => throw TextKind.Refusal(text),
        };
    }

    private static DocumentException Unsupported(byte[] head) =>
        DocumentErrors.UnsupportedType(FileSignature.NameOfBinary(head) ?? FileSignature.Unknown);

    private static TextBlocks PlainText(string text, IReadOnlyList<DocumentWarning> warnings)
    {
        var plain = new MarkedText();
        plain.Append(text);
        return new(DocumentKind.Text, plain, title: null, warnings);
    }

    [SuppressMessage("Design", "CA1031", Justification = "A hostile text may throw anything in a parser.")]
    private static IParsedDocument ReadOr(Func<IParsedDocument> read, Func<Exception, IParsedDocument> otherwise)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is not (DocumentException or OutOfMemoryException))
        {
            return otherwise(failure);
        }
    }
}
