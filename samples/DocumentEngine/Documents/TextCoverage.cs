using DocumentEngine.Messages;
using DocumentEngine.Text;

namespace DocumentEngine.Documents;

/// <summary>
/// Which pages gave text. A scan opens without an error and has no text: without this check it would be "ready" and
/// empty. Add every page (after a resume the stored ones too), then call <see cref="ThrowIfNoText"/> and show
/// <see cref="Warnings"/>.
/// </summary>
public sealed class TextCoverage
{
    private readonly SortedSet<int> _withoutText = [];
    private readonly SortedSet<int> _unreadable = [];
    private readonly SortedSet<int> _withGaps = [];
    private readonly SortedSet<int> _mostlyPictures = [];
    private readonly SortedSet<int> _guessed = [];
    private readonly SortedDictionary<int, int> _lost = [];
    private int _empty;

    /// <summary>What the pages are.</summary>
    public PageKind PageKind { get; init; } = PageKind.Page;

    /// <summary>How many pages were added.</summary>
    public int PageCount { get; private set; }

    /// <summary>Readable pages that have no text, in order.</summary>
    public IReadOnlyCollection<int> PagesWithoutText => _withoutText;

    /// <summary>Damaged pages, in order.</summary>
    public IReadOnlyCollection<int> UnreadablePages => _unreadable;

    /// <summary>Notes one page.</summary>
    public void Add(ParsedPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        PageCount++;
        var isEmpty = string.IsNullOrWhiteSpace(page.Text);
        _empty += isEmpty || page.Unreadable ? 1 : 0;
        if (page.LostPieces > 0)
            _lost[page.Number] = page.LostPieces;
        if (page.IsMostlyPicture)
            _mostlyPictures.Add(page.Number);
        if (page.IsGuessed)
            _guessed.Add(page.Number);
        if (page.Unreadable)
            _unreadable.Add(page.Number);
        else if (isEmpty && page.LostPieces == 0)
            _withoutText.Add(page.Number);
        else if (page.Text.Contains('\uFFFD'))
            _withGaps.Add(page.Number);
    }

    /// <summary>
    /// Ends the document with <c>no_text</c> where no page had text, with <c>corrupt</c> where none could be read.
    /// </summary>
    public void ThrowIfNoText()
    {
        if (PageCount == 0 || _empty < PageCount)
            return;
        if (_lost.Count > 0)
            throw DocumentErrors.NoFonts();
        throw _withoutText.Count == 0 ? DocumentErrors.Corrupt() : DocumentErrors.NoText(PageCount);
    }

    /// <summary>
    /// A warning for each kind of page that did not give all of its text, naming the pages; empty where all is well.
    /// </summary>
    public IReadOnlyList<DocumentWarning> Warnings()
    {
        var warnings = new List<DocumentWarning>();
        Add(warnings, DocumentWarningCodes.PagesWithoutText, _withoutText, "warning.pages_without_text");
        Add(warnings, DocumentWarningCodes.Damaged, _unreadable, "warning.damaged_pages");
        Add(warnings, DocumentWarningCodes.UnreadableCharacters, _withGaps, "warning.unreadable_pages");
        Add(warnings, DocumentWarningCodes.MostlyPictures, _mostlyPictures, "warning.mostly_pictures");
        Add(warnings, DocumentWarningCodes.UnreadableCharacters, _guessed, "warning.guessed_characters");
        if (_lost.Count > 0)
        {
            var named = PageRanges.Format(_lost.Keys);
            var count = _lost.Values.Sum(static pieces => (long)pieces);
            var message = MessageCatalog.Text(
                "warning.lost_text", ("count", count), ("pages", named), ("unit", Unit()));
            warnings.Add(new(DocumentWarningCodes.LostText, message) { Pages = named });
        }

        return warnings;
    }

    private void Add(List<DocumentWarning> warnings, string code, SortedSet<int> pages, string message)
    {
        if (pages.Count == 0)
            return;
        var named = PageRanges.Format(pages);
        var text = MessageCatalog.Text(
            message, ("count", pages.Count), ("total", PageCount), ("pages", named), ("unit", Unit()));
        warnings.Add(new(code, text) { Pages = named });
    }

    private LocalizedText Unit() => PageKind switch
    {
        PageKind.Page => MessageCatalog.Text("unit.pages"),
        PageKind.Slide => MessageCatalog.Text("unit.slides"),
        _ => MessageCatalog.Text("unit.sections"),
    };
}
