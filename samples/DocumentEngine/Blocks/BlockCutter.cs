using DocumentEngine.Text;

namespace DocumentEngine.Blocks;

/// <summary>
/// Cuts a text without pages into blocks of about 3,000 characters: at form feeds always, else at the last heading,
/// else at a paragraph, else at a line, else where it must be (never inside a surrogate pair).
/// </summary>
internal static class BlockCutter
{
    private const int Target = 3_000;
    private const int Least = 1_200;
    private const int Most = 3_600;

    /// <summary>
    /// Cuts into blocks, as places in the text; blocks of blanks are left out. At most one more than the limit is
    /// given.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="headings">Where its headings begin, in order.</param>
    /// <param name="limit">The most blocks.</param>
    public static List<(int Start, int End)> Cut(string text, List<int> headings, int limit)
    {
        var blocks = new List<(int, int)>();
        for (var start = 0; start < text.Length && blocks.Count <= limit;)
        {
            var end = End(text, headings, start);
            if (!text.AsSpan(start, end - start).IsWhiteSpace())
                blocks.Add((start, end));
            start = end;
        }

        return blocks;
    }

    /// <summary>
    /// The pages of a text that has a form feed between each two: none is split, and a blank one is a page too.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="limit">The most pages; at most one more is given.</param>
    public static List<(int Start, int End)> Pages(string text, int limit)
    {
        var pages = new List<(int, int)>();
        for (var start = 0; start <= text.Length && pages.Count <= limit;)
        {
            var feed = text.IndexOf('\f', start);
            var end = feed < 0 ? text.Length : feed;
            pages.Add((start, end));
            start = end + 1;
        }

        return pages;
    }

    private static int End(string text, List<int> headings, int start)
    {
        var window = text.AsSpan(start, Math.Min(Most, text.Length - start));
        var feed = window.IndexOf('\f');
        if (feed >= 0)
            return start + feed + 1;
        if (start + window.Length == text.Length)
            return text.Length;
        if (LastHeading(headings, start + Least, start + Most) is { } heading)
            return heading;
        var toTarget = window[Least..Target];
        if (toTarget.LastIndexOf("\n\n") is var paragraph and >= 0)
            return start + Least + paragraph + 2;
        if (toTarget.LastIndexOf('\n') is var line and >= 0)
            return start + Least + line + 1;
        return SentenceBorders.LastBefore(text, start + Least, start + Target);
    }

    private static int? LastHeading(List<int> headings, int from, int to)
    {
        var at = headings.BinarySearch(to);
        var last = at >= 0 ? at : ~at - 1;
        return last >= 0 && headings[last] >= from ? headings[last] : null;
    }
}
