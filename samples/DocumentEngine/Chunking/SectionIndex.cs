using DocumentEngine.Documents;

namespace DocumentEngine.Chunking;

/// <summary>Finds the heading, slide, sheet or chapter that a place in a document belongs to.</summary>
public sealed class SectionIndex
{
    /// <summary>
    /// So many headings of a page are looked for and not found: each costs the whole page, and a page that lacks more
    /// of them is no place to look for others.
    /// </summary>
    private const int MostMissing = 32;

    private readonly List<OutlineEntry> _entries;

    /// <summary>Of the headings that a document declares.</summary>
    /// <param name="outline">They, in order.</param>
    public SectionIndex(IReadOnlyList<OutlineEntry> outline)
    {
        ArgumentNullException.ThrowIfNull(outline);
        _entries =
        [
            .. outline
                .Index()
                .OrderBy(static entry => entry.Item.Page)
                .ThenBy(static entry => entry.Index)
                .Select(static entry => entry.Item),
        ];
    }

    /// <summary>
    /// Whether the page has a heading: only then is its text worth reading in addition to its number.
    /// </summary>
    /// <param name="page">The page's number.</param>
    public bool HasHeadingOn(int page) =>
        First(page) is var first && first < _entries.Count && _entries[first].Page == page;

    /// <summary>
    /// The sections of a page. Linear in its text and its headings, however many there are; ask once for all places of
    /// the page.
    /// </summary>
    /// <param name="page">The page.</param>
    /// <param name="isCut">Whether only the beginning of the page's text is given: a heading that is not in it stands
    /// further down.</param>
    public PageSections On(ParsedPage page, bool isCut = false)
    {
        ArgumentNullException.ThrowIfNull(page);
        var first = First(page.Number);
        var starts = new List<(int Offset, string Title)>();
        // On the page itself the headings follow each other; one whose words are not in the text stands at the top.
        var (reached, missing) = (0, 0);
        for (var i = first; i < _entries.Count && _entries[i].Page == page.Number && missing < MostMissing; i++)
        {
            var at = page.Text.IndexOf(_entries[i].Title, reached, StringComparison.OrdinalIgnoreCase);
            if (at < 0 && isCut)
                break;
            missing += at < 0 ? 1 : 0;
            reached = Math.Max(reached, at);
            starts.Add((at < 0 ? reached : at, _entries[i].Title));
        }

        return new(first > 0 ? _entries[first - 1].Title : null, starts);
    }

    private int First(int page)
    {
        var (low, high) = (0, _entries.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _entries[middle].Page < page ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
