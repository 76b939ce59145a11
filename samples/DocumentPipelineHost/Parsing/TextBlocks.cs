namespace DocumentPipelineHost.Parsing;

/// <summary>A document without pages: its text in blocks, each cleaned when it is read.</summary>
internal sealed class TextBlocks : IParsedDocument
{
    private readonly string _text;
    private readonly List<Range> _blocks;

    public TextBlocks(DocumentKind kind, string text, string? title)
    {
        // Not ReplaceLineEndings: it would take the form feeds, which are page borders.
        _text = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        _blocks = BlockCutter.Cut(_text, DocumentOpener.MaxPages);
        if (_blocks.Count > DocumentOpener.MaxPages)
            throw DocumentErrors.TooManyPages(DocumentOpener.MaxPages);
        if (_blocks.Count == 0)
            throw DocumentErrors.Empty();
        Kind = kind;
        Title = DocumentTitle.Clean(title);
    }

    public DocumentKind Kind { get; }

    public int PageCount => _blocks.Count;

    public string? Title { get; }

    public IEnumerable<ParsedPage> ReadPages(int fromPage = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fromPage, 1);
        return _blocks.Skip(fromPage - 1).Select((block, i) => new ParsedPage(fromPage + i, TextCleaner.Clean(_text[block])));
    }

    public void Dispose()
    {
    }
}
