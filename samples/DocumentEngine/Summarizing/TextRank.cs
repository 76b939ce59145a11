namespace DocumentEngine.Summarizing;

/// <summary>
/// TextRank (Mihalcea and Tarau, 2004): a sentence is important that is like many important sentences; PageRank over
/// the graph of likenesses, by power iteration.
/// </summary>
internal static class TextRank
{
    private const double Damping = 0.85;
    private const int MaxIterations = 60;
    private const double Settled = 1e-7;

    /// <summary>A rank for each sentence; the highest is 1.</summary>
    public static double[] Rank(WordVector[] sentences, CancellationToken ct)
    {
        var likeness = Likeness(sentences, ct);
        var sums = likeness.Select(row => row.Sum()).ToArray();
        var ranks = Enumerable.Repeat(1.0, sentences.Length).ToArray();
        for (var iteration = 0; iteration < MaxIterations; iteration++)
        {
            ct.ThrowIfCancellationRequested();
            var next = Step(likeness, sums, ranks);
            var moved = next.Zip(ranks, (a, b) => Math.Abs(a - b)).DefaultIfEmpty().Max();
            ranks = next;
            if (moved < Settled)
                break;
        }

        var highest = ranks.DefaultIfEmpty(1).Max();
        return ranks.Select(rank => rank / highest).ToArray();
    }

    private static double[] Step(double[][] likeness, double[] sums, double[] ranks)
    {
        var next = new double[ranks.Length];
        Array.Fill(next, 1 - Damping);
        for (var i = 0; i < ranks.Length; i++)
        {
            if (sums[i] <= 0)
                continue;
            var given = Damping * ranks[i] / sums[i];
            for (var j = 0; j < ranks.Length; j++)
                next[j] += given * likeness[i][j];
        }

        return next;
    }

    private static double[][] Likeness(WordVector[] sentences, CancellationToken ct)
    {
        var rows = sentences.Select(_ => new double[sentences.Length]).ToArray();
        for (var i = 0; i < sentences.Length; i++)
        {
            ct.ThrowIfCancellationRequested();
            for (var j = i + 1; j < sentences.Length; j++)
                rows[i][j] = rows[j][i] = sentences[i].Similarity(sentences[j]);
        }

        return rows;
    }
}
