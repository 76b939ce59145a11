using System.Globalization;
using System.Text;

namespace DocumentEngine.Documents;

/// <summary>Writes page numbers as a person does: "1–3, 7, 9–12". At most ten ranges, then an ellipsis.</summary>
internal static class PageRanges
{
    private const int MaxRanges = 10;

    public static string Format(IEnumerable<int> sortedPages)
    {
        var text = new StringBuilder();
        var ranges = 0;
        foreach (var (first, last) in Ranges(sortedPages))
        {
            if (ranges++ == MaxRanges)
                return text.Append(", …").ToString();
            if (text.Length > 0)
                text.Append(", ");
            text.Append(first.ToString(CultureInfo.InvariantCulture));
            if (last > first)
                text.Append('–').Append(last.ToString(CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    private static IEnumerable<(int First, int Last)> Ranges(IEnumerable<int> sortedPages)
    {
        (int First, int Last)? open = null;
        foreach (var page in sortedPages)
        {
            if (open is { } range && page == range.Last + 1)
            {
                open = (range.First, page);
                continue;
            }

            if (open is { } done)
                yield return done;
            open = (page, page);
        }

        if (open is { } rest)
            yield return rest;
    }
}
