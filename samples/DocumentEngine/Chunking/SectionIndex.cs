using DocumentEngine.Documents;

namespace DocumentEngine.Chunking;

/// <summary>Tells under which heading, slide, sheet or chapter a place of a document stands.</summary>
public sealed class SectionIndex
{
    private readonly List<OutlineEntry> _entries;

    /// <summary>Of the headings that a document declares.</summary>
    /// <param name="outline">They, in order.</param>
    public SectionIndex(IReadOnlyList<OutlineEntry> outline)
    {
        ArgumentNullException.ThrowIfNull(outline);
        _entries = [.. outline.Index().OrderBy(static entry => entry.Item.Page).ThenBy(static entry => entry.Index).Select(static entry => entry.Item)];
    }

    /// <summary>The last heading before the place, or at it; null before the first.</summary>
    /// <param name="page">The page.</param>
    /// <param name="offset">The place in its text, in UTF-16 units.</param>
    public string? Of(ParsedPage page, int offset)
    {
        ArgumentNullException.ThrowIfNull(page);
        var first = First(page.Number);
        var found = first > 0 ? _entries[first - 1].Title : null;
        // On the page itself the headings follow each other; one whose words are not in the text stands at the top.
        var reached = 0;
        for (var i = first; i < _entries.Count && _entries[i].Page == page.Number; i++)
        {
            var at = page.Text.IndexOf(_entries[i].Title, reached, StringComparison.OrdinalIgnoreCase);
            if (at > offset)
                break;
            (found, reached) = (_entries[i].Title, Math.Max(reached, at));
        }

        return found;
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
