using DocumentEngine.Chunking;

namespace DocumentEngine.Summarizing;

/// <summary>
/// Bounds the work: of a long document, the sentences nearest to its frequent words are ranked, taken from all of its
/// parts (and twice as many from its first part).
/// </summary>
internal static class PassageSelection
{
    private const int Most = 400;
    private const int Parts = 19;

    public static List<Passage> Select(List<Passage> passages)
    {
        if (passages.Count <= Most)
            return passages;
        var counts = passages
            .SelectMany(passage => passage.Words)
            .CountBy(word => word)
            .ToDictionary(StringComparer.Ordinal);
        var share = Most / (Parts + 1);
        var size = (passages.Count + Parts - 1) / Parts;
        return passages
            .Chunk(size)
            .SelectMany(
                (part, i) =>
                    part.OrderByDescending(passage => Centrality(passage, counts))
                        .ThenBy(passage => passage.Ordinal)
                        .Take(i == 0 ? 2 * share : share))
            .OrderBy(passage => passage.Ordinal)
            .ToList();
    }

    private static double Centrality(Passage passage, Dictionary<string, int> counts) =>
        passage.Prior * passage.Words.Distinct().Sum(word => Math.Log(counts[word])) / Math.Sqrt(passage.Words.Count);
}
