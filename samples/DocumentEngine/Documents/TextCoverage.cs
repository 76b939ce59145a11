using DocumentEngine.Text;

namespace DocumentEngine.Documents;

/// <summary>
/// Which pages gave text. A scan opens without an error and has no text: without this check it would be "ready" and empty.
/// Add every page (after a resume the stored ones too), then call <see cref="ThrowIfNoText"/> and show <see cref="Warnings"/>.
/// </summary>
public sealed class TextCoverage
{
    private readonly SortedSet<int> _withoutText = [];
    private readonly SortedSet<int> _unreadable = [];

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
        if (page.Unreadable)
            _unreadable.Add(page.Number);
        else if (string.IsNullOrWhiteSpace(page.Text))
            _withoutText.Add(page.Number);
    }

    /// <summary>Ends the document with <c>no_text</c> where no page had text, with <c>corrupt</c> where none could be read.</summary>
    public void ThrowIfNoText()
    {
        if (PageCount == 0 || _withoutText.Count + _unreadable.Count < PageCount)
            return;
        throw _withoutText.Count == 0 ? DocumentErrors.Corrupt() : DocumentErrors.NoText(PageCount);
    }

    /// <summary>One warning for pages without text and one for damaged pages, naming them; empty where all is well.</summary>
    public IReadOnlyList<LocalizedText> Warnings()
    {
        var warnings = new List<LocalizedText>(2);
        if (_withoutText.Count > 0)
        {
            var pages = PageRanges.Format(_withoutText);
            warnings.Add(new(
                $"{_withoutText.Count} of {PageCount} pages have no text (pictures or blank): {pages}",
                $"共 {PageCount} 页，其中 {_withoutText.Count} 页没有文字（图片或空白页）：第 {pages} 页"));
        }

        if (_unreadable.Count > 0)
        {
            var pages = PageRanges.Format(_unreadable);
            warnings.Add(new(
                $"{_unreadable.Count} of {PageCount} pages are damaged and were left out: {pages}",
                $"共 {PageCount} 页，其中 {_unreadable.Count} 页已损坏，已跳过：第 {pages} 页"));
        }

        return warnings;
    }
}
