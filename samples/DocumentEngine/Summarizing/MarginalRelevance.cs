namespace DocumentEngine.Summarizing;

/// <summary>
/// Maximal marginal relevance (Carbonell and Goldstein, 1998): each next sentence is weighed by its worth and by how
/// much of its content is already in the selection. Sentences of a section that is already represented count less.
/// </summary>
internal static class MarginalRelevance
{
    private const double Relevance = 0.7;
    private const double SameSection = 0.7;
    private const double NearlyTheSame = 0.6;

    /// <summary>The places of the chosen sentences, in the document's order.</summary>
    public static List<int> Choose(
        IReadOnlyList<Passage> passages, WordVector[] vectors, double[] scores, int count, int maxLength)
    {
        var highest = scores.DefaultIfEmpty(1).Max();
        var chosen = new List<int>();
        var length = 0;
        while (chosen.Count < count && Best(passages, vectors, scores, highest, chosen, maxLength - length) is { } next)
        {
            chosen.Add(next);
            length += passages[next].Text.Length;
        }

        chosen.Sort();
        return chosen;
    }

    private static int? Best(
        IReadOnlyList<Passage> passages, WordVector[] vectors, double[] scores, double highest, List<int> chosen,
        int left)
    {
        int? best = null;
        var bestValue = double.NegativeInfinity;
        for (var i = 0; i < scores.Length; i++)
        {
            if (chosen.Contains(i) || (chosen.Count > 0 && passages[i].Text.Length > left))
                continue;
            var known = chosen.Count == 0 ? 0 : chosen.Max(other => vectors[i].Similarity(vectors[other]));
            var siblings = chosen.Count(other => passages[other].Section == passages[i].Section);
            var value = (Relevance * scores[i] / highest * Math.Pow(SameSection, siblings)) - ((1 - Relevance) * known);
            if (known < NearlyTheSame && value > bestValue)
                (best, bestValue) = (i, value);
        }

        return best;
    }
}
