using DocumentEngine.Documents;
using DocumentEngine.Text;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Exceptions;

namespace DocumentEngine.Pdf;

/// <summary>A PDF, read by PdfPig a page at a time in the order of its content.</summary>
internal sealed class PdfFile : IParsedDocument
{
    private readonly PdfDocument _document;
    private readonly PdfLog _log;
    private readonly PdfExtras _extras;

    private PdfFile(PdfDocument document, PdfLog log)
    {
        (_document, _log) = (document, log);
        PageCount = document.NumberOfPages;
        Title = DocumentTitle.Clean(document.Information.Title);
        Outline = PdfOutline.Of(document);
        var objects = new PdfObjects(document);
        _extras = new(objects);
        Warnings = PdfWarnings.Of(objects, _extras);
    }

    public DocumentKind Kind => DocumentKind.Pdf;

    public PageKind PageKind => PageKind.Page;

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
            return Open(stream);
        }
        catch (DocumentException failure) when (
            failure.Code == DocumentErrorCodes.Corrupt && PdfWithoutInfo.Open(path) is { } rest)
        {
            return Open(rest);
        }
    }

    private static PdfFile Open(Stream stream)
    {
        try
        {
            var log = new PdfLog();
            var options = new ParsingOptions { UseLenientParsing = true, SkipMissingFonts = true, Logger = log };
            var document = PdfDocument.Open(stream, options);
            if (document.NumberOfPages > DocumentLimits.MaxPages)
                throw DocumentErrors.TooManyPages(DocumentLimits.MaxPages);
            return document.NumberOfPages > 0 ? new PdfFile(document, log) : throw DocumentErrors.Corrupt();
        }
        catch (Exception failure)
        {
            stream.Dispose();
            if (failure is DocumentException or OutOfMemoryException)
                throw;
            throw failure is PdfDocumentEncryptedException
                ? DocumentErrors.Encrypted(failure)
                : DocumentErrors.Corrupt(failure);
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
            _log.BeginPage();
            var page = _document.GetPage(number);
            var names = new PdfNames(_log.Unnamed);
            var text = TextCleaner.Clean(PdfPageText.Of(page, names) + "\n\n" + _extras.Text(page));
            return new(number, text)
            {
                IsMostlyPicture = PdfPictures.Cover(page, text),
                IsGuessed = names.IsGuessed,
                LostPieces = _log.LostPieces,
            };
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return new(number, "") { Unreadable = true };
        }
    }
#pragma warning restore CA1031
}
