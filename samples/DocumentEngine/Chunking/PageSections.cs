namespace DocumentEngine.Chunking;

/// <summary>The headings of one page with their places.</summary>
public sealed class PageSections
{
    private readonly string? _before;
    private readonly List<(int Offset, string Title)> _starts;

    internal PageSections(string? before, List<(int Offset, string Title)> starts) =>
        (_before, _starts) = (before, starts);

    /// <summary>The last heading before the place, or at it; null before the document's first.</summary>
    /// <param name="offset">The place in the page's text, in UTF-16 units.</param>
    public string? At(int offset)
    {
        var (low, high) = (0, _starts.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _starts[middle].Offset <= offset ? (middle + 1, high) : (low, middle);
        }

        return low > 0 ? _starts[low - 1].Title : _before;
    }
}
