using DocumentEngine.Documents;
using DocumentEngine.Text;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Exceptions;

namespace DocumentEngine.Pdf;

/// <summary>A PDF, read by PdfPig a page at a time in the order of its content.</summary>
internal sealed class PdfFile : IParsedDocument
{
    private readonly PdfDocument _document;
    private readonly PdfExtras _extras;

    private PdfFile(PdfDocument document)
    {
        _document = document;
        PageCount = document.NumberOfPages;
        Title = DocumentTitle.Clean(document.Information.Title);
        Outline = PdfOutline.Of(document);
        _extras = PdfExtras.Of(document);
        Warnings = PdfWarnings.Of(document, _extras);
    }

    public DocumentKind Kind => DocumentKind.Pdf;

    public int PageCount { get; }

    public string? Title { get; }

    public IReadOnlyList<OutlineEntry> Outline { get; }

    public IReadOnlyList<DocumentWarning> Warnings { get; }

    /// <summary>Opens the file; the stream is closed with the document.</summary>
    public static PdfFile Open(string path)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            var document = PdfDocument.Open(stream, new ParsingOptions { UseLenientParsing = true, SkipMissingFonts = true });
            if (document.NumberOfPages > DocumentLimits.MaxPages)
                throw DocumentErrors.TooManyPages(DocumentLimits.MaxPages);
            return document.NumberOfPages > 0 ? new PdfFile(document) : throw DocumentErrors.Corrupt();
        }
        catch (Exception failure)
        {
            stream.Dispose();
            if (failure is DocumentException or OutOfMemoryException)
                throw;
            throw failure is PdfDocumentEncryptedException ? DocumentErrors.Encrypted(failure) : DocumentErrors.Corrupt(failure);
        }
    }

    public IEnumerable<ParsedPage> ReadPages(int fromPage = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fromPage, 1);
        return Enumerable.Range(fromPage, Math.Max(0, PageCount - fromPage + 1)).Select(Read);
    }

    public void Dispose() => _document.Dispose();

    // PdfPig answers a damaged page with exceptions of many types; the other pages are not to be lost for it.
#pragma warning disable CA1031
    private ParsedPage Read(int number)
    {
        try
        {
            var page = _document.GetPage(number);
            return new(number, TextCleaner.Clean(PdfPageText.Of(page) + "\n\n" + _extras.Text(page)));
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return new(number, "") { Unreadable = true };
        }
    }
#pragma warning restore CA1031
}
