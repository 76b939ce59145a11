using DocumentEngine.Text;

namespace DocumentEngine.Search;

/// <summary>Finds the places in an original text that a query hits, by the same runs that index and query are made of.</summary>
internal static class HitFinder
{
    // Between two words of a phrase: a blank or a hyphen, or a line's end with one of them; a blank line parts them.
    private const int MostBetween = 2;

    /// <summary>The hits, in order, not overlapping; different words of the query that stand together are one.</summary>
    public static List<TextHit> Find(string text, IReadOnlyList<SearchTerm> terms)
    {
        var hits = new List<TextHit>();
        foreach (var run in TextRuns.Of(text))
        {
            if (run.IsCjk)
                FindInCjk(text, run, terms, hits);
            else if (WordForm.Of(text.AsSpan(run.Start, run.End - run.Start)) is var word && terms.FirstOrDefault(term => !term.IsCjk && term.IsHit(word)) is { } hit)
                hits.Add(new(run.Start, run.End, hit));
        }

        return Merged(text, hits);
    }

    private static void FindInCjk(string text, TextRun run, IReadOnlyList<SearchTerm> terms, List<TextHit> hits)
    {
        var places = TextRuns.Characters(text, run);
        var characters = string.Concat(places.Select(place => text.Substring(place.Start, place.Length)));
        foreach (var term in terms.Where(term => term.IsCjk))
        {
            for (var at = 0; (at = characters.IndexOf(term.Text, at, StringComparison.Ordinal)) >= 0; at++)
            {
                var first = PlaceOf(places, at);
                var (start, length) = places[PlaceOf(places, at + term.Text.Length - 1)];
                hits.Add(new(places[first].Start, start + length, term));
            }
        }
    }

    // The place whose characters hold the given unit: they differ where the run has pairs of surrogates.
    private static int PlaceOf(List<(int Start, int Length)> places, int unit)
    {
        var i = 0;
        for (var passed = places[0].Length; passed <= unit; passed += places[i].Length)
            i++;
        return i;
    }

    private static List<TextHit> Merged(string text, List<TextHit> hits)
    {
        var merged = new List<TextHit>(hits.Count);
        foreach (var hit in hits.OrderBy(hit => hit.Start).ThenBy(hit => hit.End))
        {
            if (merged.Count > 0 && hit.Start < merged[^1].End)
                merged[^1] = merged[^1] with { End = Math.Max(merged[^1].End, hit.End), Last = hit.Last };
            else if (merged.Count > 0 && hit.Last != merged[^1].Last && IsNothing(text.AsSpan(merged[^1].End, hit.Start - merged[^1].End)))
                merged[^1] = hit with { Start = merged[^1].Start, Words = merged[^1].Words + 1 };
            else
                merged.Add(hit);
        }

        return merged;
    }

    private static bool IsNothing(ReadOnlySpan<char> between) =>
        between.Length <= MostBetween && between.Count('\n') <= 1 && between.TrimStart(" \n-").IsEmpty;
}
