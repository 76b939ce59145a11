namespace DocumentEngine.Summarizing;

/// <summary>Counts the strings of up to some length in runs of Chinese characters, with their neighbours.</summary>
internal sealed class GramTally
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _longer = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _runStarts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _runEnds = new(StringComparer.Ordinal);

    /// <summary>How many characters were counted.</summary>
    public long Total { get; private set; }

    public void Add(ReadOnlySpan<char> run, int longest)
    {
        Total += run.Length;
        var counts = _counts.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var start = 0; start < run.Length; start++)
        {
            for (var length = 1; length <= longest && start + length <= run.Length; length++)
            {
                var gram = run.Slice(start, length);
                counts.TryGetValue(gram, out var count);
                counts[gram] = count + 1;
                Edge(_runStarts, gram, start == 0);
                Edge(_runEnds, gram, start + length == run.Length);
            }
        }
    }

    public int Count(string gram) => _counts.GetValueOrDefault(gram);

    /// <summary>
    /// The strings of two to <paramref name="longest"/> characters that were counted often enough; links them to their
    /// longer ones.
    /// </summary>
    public List<string> Frequent(int least, int longest)
    {
        foreach (var gram in _counts.Keys.Where(gram => gram.Length > 2))
        {
            Link(gram[..^1], gram);
            Link(gram[1..], gram);
        }

        return _counts.Where(gram => gram.Value >= least && gram.Key.Length >= 2 && gram.Key.Length <= longest)
            .Select(gram => gram.Key).Order(StringComparer.Ordinal).ToList();
    }

    /// <summary>The strings that are one character longer and contain it.</summary>
    public IReadOnlyList<string> Longer(string gram) => _longer.TryGetValue(gram, out var longer) ? longer : [];

    /// <summary>
    /// How much more often the string stands than the chance meeting of its two parts, at its weakest cut.
    /// </summary>
    public double Cohesion(string gram)
    {
        var weakest = double.PositiveInfinity;
        for (var cut = 1; cut < gram.Length; cut++)
            weakest = Math.Min(
                weakest, (double)Count(gram) * Total / ((double)Count(gram[..cut]) * Count(gram[cut..])));
        return weakest;
    }

    /// <summary>
    /// The entropy of the neighbours on the less free side; a run's edge counts as a new neighbour each time.
    /// </summary>
    public double Freedom(string gram) => Math.Min(Entropy(gram, before: true), Entropy(gram, before: false));

    private double Entropy(string gram, bool before)
    {
        double total = Count(gram);
        var edges = (before ? _runStarts : _runEnds).GetValueOrDefault(gram);
        var entropy = edges * Math.Log(total) / total;
        foreach (var longer in Longer(gram))
        {
            var isThatSide = before
                ? longer.EndsWith(gram, StringComparison.Ordinal)
                : longer.StartsWith(gram, StringComparison.Ordinal);
            if (isThatSide && Count(longer) is > 0 and var count)
                entropy -= count / total * Math.Log(count / total);
        }

        return entropy;
    }

    private void Link(string gram, string longer)
    {
        if (!_longer.TryGetValue(gram, out var all))
            _longer[gram] = all = [];
        all.Add(longer);
    }

    private static void Edge(Dictionary<string, int> edges, ReadOnlySpan<char> gram, bool isEdge)
    {
        if (!isEdge)
            return;
        var lookup = edges.GetAlternateLookup<ReadOnlySpan<char>>();
        lookup.TryGetValue(gram, out var count);
        lookup[gram] = count + 1;
    }
}
