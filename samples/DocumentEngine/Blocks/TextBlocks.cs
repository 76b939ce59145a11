using DocumentEngine.Documents;
using DocumentEngine.Text;

namespace DocumentEngine.Blocks;

/// <summary>A document without pages: its text in blocks, each cleaned when it is read.</summary>
internal sealed class TextBlocks : IParsedDocument
{
    private readonly string _text;
    private readonly List<(int Start, int End)> _blocks;

    public TextBlocks(DocumentKind kind, MarkedText text, string? title, IReadOnlyList<DocumentWarning>? warnings = null)
    {
        _text = text.ToString();
        _blocks = BlockCutter.Cut(_text, text.Headings.Select(heading => heading.Offset).ToList(), DocumentLimits.MaxPages);
        if (_blocks.Count > DocumentLimits.MaxPages)
            throw DocumentErrors.TooManyPages(DocumentLimits.MaxPages);
        if (_blocks.Count == 0)
            throw DocumentErrors.Empty();
        Kind = kind;
        Title = DocumentTitle.Clean(title);
        Warnings = warnings ?? [];
        Outline = text.Headings.Select(heading => new OutlineEntry(heading.Level, heading.Title, PageOf(heading.Offset))).ToList();
    }

    public DocumentKind Kind { get; }

    public int PageCount => _blocks.Count;

    public string? Title { get; }

    public IReadOnlyList<OutlineEntry> Outline { get; }

    public IReadOnlyList<DocumentWarning> Warnings { get; }

    public IEnumerable<ParsedPage> ReadPages(int fromPage = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fromPage, 1);
        return _blocks.Skip(fromPage - 1).Select((block, i) => new ParsedPage(fromPage + i, TextCleaner.Clean(_text[block.Start..block.End])));
    }

    public void Dispose()
    {
    }

    private int PageOf(int offset)
    {
        var at = _blocks.BinarySearch((offset, int.MaxValue));
        return Math.Clamp(at >= 0 ? at + 1 : ~at, 1, _blocks.Count);
    }
}
