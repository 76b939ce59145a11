using DocumentEngine.Text;

namespace DocumentEngine.Search;

/// <summary>
/// Finds the places in an original text that a query hits, by the same runs that index and query are made of.
/// </summary>
internal static class HitFinder
{
    // Between two words of a phrase: a blank or a hyphen, or a line's end with one of them; a blank line parts them.
    private const int MostBetween = 2;

    /// <summary>
    /// The hits, in order, not overlapping; different words of the query that stand together are one.
    /// </summary>
    /// <param name="text">Where they are looked for.</param>
    /// <param name="terms">The query's words.</param>
    /// <param name="most">After so many places where a word stands it looks no further; all where none is
    /// given.</param>
    public static List<TextHit> Find(string text, IReadOnlyList<SearchTerm> terms, int most = int.MaxValue)
    {
        var hits = new List<TextHit>();
        foreach (var run in TextRuns.Of(text).TakeWhile(_ => hits.Count < most))
        {
            if (run.IsCjk)
                FindInCjk(text, run, terms, hits, most);
            else if (
                WordForm.Of(text.AsSpan(run.Start, run.End - run.Start)) is var word
                && terms.FirstOrDefault(term => !term.IsCjk && term.IsHit(word)) is { } hit)
                hits.Add(new(run.Start, run.End, hit));
        }

        return Merged(text, hits, most);
    }

    private static void FindInCjk(
        string text, TextRun run, IReadOnlyList<SearchTerm> terms, List<TextHit> hits, int most)
    {
        if (!terms.Any(static term => term.IsCjk))
            return;
        var places = TextRuns.Characters(text, run);
        var (characters, placeOf) = Units(text, places);
        foreach (var term in terms.Where(static term => term.IsCjk))
        {
            var found = 0;
            for (
                var at = 0;
                found < most && (at = characters.IndexOf(term.Text, at, StringComparison.Ordinal)) >= 0;
                at++)
            {
                var (start, length) = places[placeOf[at + term.Text.Length - 1]];
                hits.Add(new(places[placeOf[at]].Start, start + length, term));
                found++;
            }
        }
    }

    // The run's characters without its line breaks, and of each unit the place whose characters hold it: the two
    // differ where the run has pairs of surrogates.
    private static (string Characters, int[] PlaceOf) Units(string text, List<(int Start, int Length)> places)
    {
        var placeOf = new int[places.Sum(static place => place.Length)];
        var characters = string.Create(placeOf.Length, (text, places, placeOf), static (units, from) =>
        {
            var unit = 0;
            for (var i = 0; i < from.places.Count; i++)
            {
                var (start, length) = from.places[i];
                for (var each = 0; each < length; each++, unit++)
                    (units[unit], from.placeOf[unit]) = (from.text[start + each], i);
            }
        });
        return (characters, placeOf);
    }

    private static List<TextHit> Merged(string text, List<TextHit> hits, int most)
    {
        var merged = new List<TextHit>(Math.Min(hits.Count, most));
        foreach (var hit in hits.OrderBy(hit => hit.Start).ThenBy(hit => hit.End).Take(most))
        {
            if (merged.Count > 0 && hit.Start < merged[^1].End)
                merged[^1] = merged[^1] with { End = Math.Max(merged[^1].End, hit.End), Last = hit.Last };
            else if (
                merged.Count > 0
                && hit.Last != merged[^1].Last
                && IsNothing(text.AsSpan(merged[^1].End, hit.Start - merged[^1].End)))
                merged[^1] = hit with { Start = merged[^1].Start, Words = merged[^1].Words + 1 };
            else
                merged.Add(hit);
        }

        return merged;
    }

    private static bool IsNothing(ReadOnlySpan<char> between) =>
        between.Length <= MostBetween && between.Count('\n') <= 1 && between.TrimStart(" \n-").IsEmpty;
}
