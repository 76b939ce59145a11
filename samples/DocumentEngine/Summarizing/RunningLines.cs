using DocumentEngine.Text;
using DocumentEngine.Documents;

namespace DocumentEngine.Summarizing;

/// <summary>
/// The page headers and footers of a document: lines at the edges of many pages that differ by their numbers only.
/// </summary>
internal sealed class RunningLines
{
    private const int EdgeLines = 2;
    private const int LeastPages = 3;
    private const double LeastShare = 0.02;

    private readonly HashSet<string> _keys;

    public RunningLines(IReadOnlyList<ParsedPage> pages)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var page in pages)
        {
            foreach (
                var key in Edges(Lines(page.Text))
                    .SelectMany(line => LinePattern.RunningKeys(line, page.Number))
                    .Distinct())
                counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        var least = Math.Max(LeastPages, (int)(pages.Count * LeastShare));
        _keys = counts
            .Where(count => count.Value >= least && !LinePattern.IsUnderline(count.Key))
            .Select(count => count.Key)
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The page's lines without its header and footer; empty lines are kept, they part paragraphs.</summary>
    public List<string> Without(ParsedPage page)
    {
        var lines = page.Text.Split('\n').ToList();
        RemoveAtEdge(lines, page.Number, first: true);
        RemoveAtEdge(lines, page.Number, first: false);
        return lines;
    }

    private void RemoveAtEdge(List<string> lines, int page, bool first)
    {
        for (var removed = 0; removed < EdgeLines;)
        {
            if (lines.Count == 0)
                return;
            var at = first ? 0 : lines.Count - 1;
            var isBlank = lines[at].Length == 0;
            if (!isBlank && !LinePattern.RunningKeys(lines[at], page).Any(_keys.Contains))
                return;
            lines.RemoveAt(at);
            removed += isBlank ? 0 : 1;
        }
    }

    private static List<string> Lines(string page) => page.Split('\n').Where(line => line.Length > 0).ToList();

    private static IEnumerable<string> Edges(List<string> lines) =>
        lines.Count <= 2 * EdgeLines ? lines : lines.Take(EdgeLines).Concat(lines.Skip(lines.Count - EdgeLines));
}
