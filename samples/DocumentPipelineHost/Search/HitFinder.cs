namespace DocumentPipelineHost.Search;

/// <summary>Finds the places in an original text that a query hits, by the same runs that index and query are made of.</summary>
internal static class HitFinder
{
    /// <summary>The hits, in order, not overlapping.</summary>
    public static List<(int Start, int End)> Find(string text, IReadOnlyList<SearchTerm> terms)
    {
        var hits = new List<(int Start, int End)>();
        foreach (var run in TextRuns.Of(text))
        {
            if (run.IsCjk)
                FindInCjk(text, run, terms, hits);
            else if (WordForm.Of(text.AsSpan(run.Start, run.End - run.Start)) is var word && terms.Any(term => !term.IsCjk && term.IsHit(word)))
                hits.Add((run.Start, run.End));
        }

        return Merged(hits);
    }

    private static void FindInCjk(string text, TextRun run, IReadOnlyList<SearchTerm> terms, List<(int Start, int End)> hits)
    {
        var places = TextRuns.Characters(text, run);
        var characters = string.Concat(places.Select(place => text.Substring(place.Start, place.Length)));
        foreach (var term in terms.Where(term => term.IsCjk))
        {
            for (var at = 0; (at = characters.IndexOf(term.Text, at, StringComparison.Ordinal)) >= 0; at++)
            {
                var first = PlaceOf(places, at);
                var (start, length) = places[PlaceOf(places, at + term.Text.Length - 1)];
                hits.Add((places[first].Start, start + length));
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

    private static List<(int Start, int End)> Merged(List<(int Start, int End)> hits)
    {
        var merged = new List<(int Start, int End)>(hits.Count);
        foreach (var hit in hits.Order())
        {
            if (merged.Count > 0 && hit.Start < merged[^1].End)
                merged[^1] = (merged[^1].Start, Math.Max(merged[^1].End, hit.End));
            else
                merged.Add(hit);
        }

        return merged;
    }
}
