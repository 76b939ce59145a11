namespace DocumentEngine.Summarizing;

/// <summary>A sentence as a vector of its words' weights (tf · idf), of length 1.</summary>
internal sealed class WordVector
{
    private readonly Dictionary<string, double> _weights;

    private WordVector(Dictionary<string, double> weights) => _weights = weights;

    public static WordVector[] Of(IReadOnlyList<Passage> passages)
    {
        var spread = passages
            .SelectMany(passage => passage.Words.Distinct())
            .CountBy(word => word)
            .ToDictionary(StringComparer.Ordinal);
        return passages
            .Select(passage => Of(passage, word => Math.Log(1 + ((double)passages.Count / spread[word]))))
            .ToArray();
    }

    /// <summary>The cosine of the angle between the two: 0 nothing shared, 1 the same words.</summary>
    public double Similarity(WordVector other)
    {
        var (few, many) =
            _weights.Count < other._weights.Count ? (_weights, other._weights) : (other._weights, _weights);
        var sum = 0.0;
        foreach (var (word, weight) in few)
        {
            if (many.TryGetValue(word, out var there))
                sum += weight * there;
        }

        return sum;
    }

    private static WordVector Of(Passage passage, Func<string, double> rarity)
    {
        var weights = passage
            .Words.CountBy(word => word)
            .ToDictionary(
                count => count.Key,
                count => (1 + Math.Log(count.Value)) * rarity(count.Key),
                StringComparer.Ordinal);
        var length = Math.Sqrt(weights.Values.Sum(weight => weight * weight));
        return new(weights.ToDictionary(weight => weight.Key, weight => weight.Value / length, StringComparer.Ordinal));
    }
}
