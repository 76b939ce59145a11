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
    private readonly SortedSet<int> _withGaps = [];

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
        else if (page.Text.Contains('\uFFFD'))
            _withGaps.Add(page.Number);
    }

    /// <summary>Ends the document with <c>no_text</c> where no page had text, with <c>corrupt</c> where none could be read.</summary>
    public void ThrowIfNoText()
    {
        if (PageCount == 0 || _withoutText.Count + _unreadable.Count < PageCount)
            return;
        throw _withoutText.Count == 0 ? DocumentErrors.Corrupt() : DocumentErrors.NoText(PageCount);
    }

    /// <summary>A warning for each kind of page that did not give all of its text, naming the pages; empty where all is well.</summary>
    public IReadOnlyList<DocumentWarning> Warnings()
    {
        var warnings = new List<DocumentWarning>();
        Add(
            warnings,
            DocumentWarningCodes.PagesWithoutText,
            _withoutText,
            new("{0} of {1} pages have no text (pictures or blank): {2}", "共 {1} 页，其中 {0} 页没有文字（图片或空白页）：第 {2} 页"));
        Add(
            warnings,
            DocumentWarningCodes.Damaged,
            _unreadable,
            new("{0} of {1} pages are damaged and were left out: {2}", "共 {1} 页，其中 {0} 页已损坏，已跳过：第 {2} 页"));
        Add(
            warnings,
            DocumentWarningCodes.UnreadableCharacters,
            _withGaps,
            new("{0} of {1} pages have characters that could not be read: {2}", "共 {1} 页，其中 {0} 页含有无法识别的字符：第 {2} 页"));
        return warnings;
    }

    private void Add(List<DocumentWarning> warnings, string code, SortedSet<int> pages, LocalizedText text)
    {
        if (pages.Count > 0)
            warnings.Add(new(code, text.Format(pages.Count, PageCount, PageRanges.Format(pages))));
    }
}
