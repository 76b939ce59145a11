using DocumentEngine.Documents;
using DocumentEngine.Text;

namespace DocumentEngine.Blocks;

/// <summary>
/// A document as one text: in sections, or in the pages that the text itself marks. Each is cleaned when it is read.
/// </summary>
internal sealed class TextBlocks : IParsedDocument
{
    private const int LittleText = 250;

    private readonly string _text;
    private readonly IReadOnlyList<int> _pictures;
    private readonly List<(int Start, int End)> _blocks;

    public TextBlocks(
        DocumentKind kind, MarkedText text, string? title, IReadOnlyList<DocumentWarning>? warnings = null,
        bool hasPages = false)
    {
        _text = text.ToString();
        _pictures = text.Pictures;
        var isEmpty = string.IsNullOrWhiteSpace(_text);
        if (isEmpty)
            throw text.Pictures.Count > 0 ? DocumentErrors.NoText(text.Pictures.Count) : DocumentErrors.Empty();
        var pages = hasPages ? BlockCutter.Pages(_text, DocumentLimits.MaxPages) : null;
        // A block that is longer than any page is not a page, whatever the file declares.
        if (pages?.Exists(static page => page.End - page.Start > DocumentLimits.MaxPageCharacters) == true)
            pages = null;
        var headings = text.Headings.Select(static heading => heading.Offset).ToList();
        _blocks = pages ?? BlockCutter.Cut(_text, headings, DocumentLimits.MaxPages);
        if (_blocks.Count > DocumentLimits.MaxPages)
            throw DocumentErrors.TooManyPages(DocumentLimits.MaxPages);
        Kind = kind;
        PageKind = pages is not null ? PageKind.Page : PageKind.Section;
        Title = DocumentTitle.Clean(title);
        Warnings = warnings ?? [];
        Outline = text
            .Headings.Select(heading => new OutlineEntry(heading.Level, heading.Title, PageOf(heading.Offset)))
            .ToList();
    }

    public DocumentKind Kind { get; }

    public PageKind PageKind { get; }

    public int PageCount => _blocks.Count;

    public string? Title { get; }

    public IReadOnlyList<OutlineEntry> Outline { get; }

    public IReadOnlyList<DocumentWarning> Warnings { get; }

    public IEnumerable<ParsedPage> ReadPages(int fromPage = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fromPage, 1);
        return _blocks.Skip(fromPage - 1).Select((block, i) => Page(fromPage + i, block));
    }

    public void Dispose()
    {
    }

    private ParsedPage Page(int number, (int Start, int End) block)
    {
        var text = TextCleaner.Clean(_text[block.Start..block.End]);
        return new(number, text)
        {
            IsMostlyPicture =
                text.Length is > 0 and < LittleText && _pictures.Any(at => at >= block.Start && at <= block.End),
        };
    }

    private int PageOf(int offset)
    {
        var at = _blocks.BinarySearch((offset, int.MaxValue));
        return Math.Clamp(at >= 0 ? at + 1 : ~at, 1, _blocks.Count);
    }
}
