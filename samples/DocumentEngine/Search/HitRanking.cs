using DocumentEngine.Text;

namespace DocumentEngine.Search;

/// <summary>
/// Orders what the index found as a reader would: text before tables of contents and indexes, then what holds more of
/// the query, stands under a heading that names it, or has its words together.
/// </summary>
public static class HitRanking
{
    private const double ShareOfContents = 0.4;
    private const int LeastEntries = 3;
    private const double HeadingWorth = 0.5;
    private const double TogetherWorth = 0.25;
    private const double CoverageWorth = 2;

    /// <summary>
    /// The candidates, best first; equal ones keep their order, and no document fills all of the first places.
    /// </summary>
    /// <param name="candidates">What was found.</param>
    /// <param name="query">What was searched for.</param>
    public static IReadOnlyList<T> Order<T>(IReadOnlyList<HitCandidate<T>> candidates, SearchQuery query)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(query);
        var best = candidates.Count == 0 ? 1 : Math.Max(1e-12, candidates.Max(static each => each.Score));
        return
        [
            .. candidates
                .Select(each =>
                    (
                        Hit: each, IsAside: IsContents(each.Text),
                        Worth: Worth(each.Text, each.Headings, Math.Max(0, each.Score) / best, query)))
                .OrderByDescending(static each => each.Worth)
                .GroupBy(static each => each.IsAside, static each => each.Hit)
                .OrderBy(static hits => hits.Key)
                .SelectMany(static hits => HitSpread.Over(hits.ToList(), static hit => hit.Document))
                .Select(static hit => hit.Item),
        ];
    }

    /// <summary>Whether a text is a table of contents or an index: most of its lines are entries of one.</summary>
    public static bool IsContents(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var entries = lines.Count(static line => LinePattern.IsContentsEntry(line) || LinePattern.IsIndexEntry(line));
        var isNamed = lines.Take(3).Any(LinePattern.IsContentsTitle);
        return entries >= LeastEntries && entries >= lines.Length * (isNamed ? ShareOfContents / 2 : ShareOfContents);
    }

    private static double Worth(string text, string headings, double score, SearchQuery query)
    {
        var hits = HitFinder.Find(text, query.Terms);
        var together =
            query.Terms.Count < 2 || hits.Count == 0
                ? 0
                : (hits.Max(static hit => hit.Words) - 1) / (double)(query.Terms.Count - 1);
        return score
            + (HeadingWorth * Coverage(headings, query))
            + (TogetherWorth * together)
            + (query.IsLoose ? CoverageWorth * Coverage(text, query) : 0);
    }

    // The share of the query's words that are in the text; a long word counts more than a short one.
    private static double Coverage(string text, SearchQuery query)
    {
        double all = 0, found = 0;
        foreach (var term in query.Terms)
        {
            var weight = term.IsCjk ? term.Text.Length : Math.Min(8, term.Text.Length) / 4.0;
            all += weight;
            found += HitFinder.Find(text, [term]).Count > 0 ? weight : 0;
        }

        return all > 0 ? found / all : 0;
    }
}
