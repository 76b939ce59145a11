using DocumentEngine.Text;

namespace DocumentEngine.Search;

/// <summary>Makes the lines under a search hit.</summary>
public static class SnippetMaker
{
    private const int DefaultLength = 160;

    /// <summary>
    /// So many places of a text are marked: a reader looks at no more, and a page may hold a million.
    /// </summary>
    private const int MostMarked = 2000;

    /// <summary>
    /// About <paramref name="length"/> characters of the chunk's original text around the first of the longest hits,
    /// hits marked, on one line; "…" where text is left out. Without a hit, the chunk's beginning.
    /// </summary>
    public static IReadOnlyList<SnippetPart> Make(string text, SearchQuery query, int length = DefaultLength)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        var hits = HitFinder.Find(text, query.Terms);
        var (start, end) = Window(text, hits, length);
        var parts = new PartList();
        parts.Add(start > 0 ? "…" : "", hit: false);
        var at = start;
        foreach (var hit in hits.Where(hit => hit.Start >= start && hit.Start < end))
        {
            parts.Add(OneLine(text, at, hit.Start), hit: false);
            parts.Add(OneLine(text, hit.Start, Math.Min(hit.End, end)), hit: true);
            at = Math.Min(hit.End, end);
        }

        parts.Add(OneLine(text, at, end), hit: false);
        parts.Add(end < text.Length ? "…" : "", hit: false);
        return parts.Parts;
    }

    /// <summary>
    /// The whole text as it is, in order; what the query hits is in parts of its own: the first 2,000 places.
    /// </summary>
    public static IReadOnlyList<SnippetPart> MarkAll(string text, SearchQuery query)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(query);
        var parts = new PartList();
        var at = 0;
        foreach (var hit in HitFinder.Find(text, query.Terms, MostMarked))
        {
            parts.Add(text[at..hit.Start], hit: false);
            parts.Add(text[hit.Start..hit.End], hit: true);
            at = hit.End;
        }

        parts.Add(text[at..], hit: false);
        return parts.Parts;
    }

    private static (int Start, int End) Window(string text, List<TextHit> hits, int length)
    {
        if (text.Length <= length + (length / 4))
            return (0, text.Length);
        // Where most words of the query stand together; of equal places the first.
        var (hitStart, hitEnd) =
            hits.Count > 0 && hits.MaxBy(hit => hit.Words) is var best ? (best.Start, best.End) : (0, 0);
        var start = Math.Max(0, Math.Min(hitStart - (length / 3), text.Length - length));
        start = start == 0 ? 0 : StartBorder(text, start, hitStart);
        var end = Math.Min(text.Length, Math.Max(start + length, hitEnd));
        return (start, end == text.Length ? end : EndBorder(text, Math.Max(start + (length * 3 / 4), hitEnd), end));
    }

    // Forward to a sentence's start, else to a word's start; always before the hit.
    private static int StartBorder(string text, int from, int hit)
    {
        var most = Math.Min(hit, from + 40);
        for (var i = from; i < most; i++)
        {
            if (SentenceBorders.IsEnd(text, i))
                return SkipBlanks(text, i, most);
        }

        for (var i = from; i < most; i++)
        {
            if (IsWordBorder(text, i))
                return SkipBlanks(text, i, most);
        }

        return char.IsLowSurrogate(text[from]) && from < hit ? from + 1 : from;
    }

    private static int EndBorder(string text, int from, int to)
    {
        for (var i = to; i > from; i--)
        {
            if (IsWordBorder(text, i))
                return i;
        }

        return char.IsLowSurrogate(text[to]) && to > from ? to - 1 : to;
    }

    private static bool IsWordBorder(string text, int i) =>
        !char.IsLowSurrogate(text[i]) && !(char.IsLetterOrDigit(text[i]) && char.IsLetterOrDigit(text[i - 1])
            && !(CjkScript.Contains(text[i]) || CjkScript.Contains(text[i - 1])));

    private static int SkipBlanks(string text, int from, int most)
    {
        while (from < most && char.IsWhiteSpace(text[from]))
            from++;
        return from;
    }

    private static string OneLine(string text, int from, int to) => from >= to ? "" : LineJoiner.Join(text[from..to]);

    private sealed class PartList
    {
        public List<SnippetPart> Parts { get; } = [];

        public void Add(string text, bool hit)
        {
            if (text.Length == 0)
                return;
            if (Parts.Count > 0 && Parts[^1].Hit == hit)
                Parts[^1] = new(Parts[^1].Text + text, hit);
            else
                Parts.Add(new(text, hit));
        }
    }
}
