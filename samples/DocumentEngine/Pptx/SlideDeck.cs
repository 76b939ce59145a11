using DocumentEngine.Documents;
using DocumentEngine.Text;

namespace DocumentEngine.Pptx;

/// <summary>A presentation as a document: page n is slide n, an empty one too.</summary>
internal sealed class SlideDeck : IParsedDocument
{
    private const int LittleText = 250;

    private readonly IReadOnlyList<Slide> _slides;

    public SlideDeck(IReadOnlyList<Slide> slides, IReadOnlyList<DocumentWarning> warnings)
    {
        (_slides, Warnings) = (slides, warnings);
        Outline =
        [
            .. slides
                .Select(static (slide, i) => (Title: DocumentTitle.Clean(slide.Title), Page: i + 1))
                .Where(static slide => slide.Title is not null)
                .Select(static slide => new OutlineEntry(1, slide.Title!, slide.Page)),
        ];
        Title = DocumentTitle.Clean(slides[0].Title);
    }

    public DocumentKind Kind => DocumentKind.Pptx;

    public PageKind PageKind => PageKind.Slide;

    public int PageCount => _slides.Count;

    public string? Title { get; }

    public IReadOnlyList<OutlineEntry> Outline { get; }

    public IReadOnlyList<DocumentWarning> Warnings { get; }

    public IEnumerable<ParsedPage> ReadPages(int fromPage = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fromPage, 1);
        return _slides.Skip(fromPage - 1).Select((slide, i) => Page(fromPage + i, slide));
    }

    public void Dispose()
    {
    }

    private static ParsedPage Page(int number, Slide slide)
    {
        var text = TextCleaner.Clean(slide.Text);
        return new(number, text)
        {
            Unreadable = slide.IsMissing,
            IsMostlyPicture = slide.HasLargePicture && text.Length is > 0 and < LittleText,
        };
    }
}
