namespace Dpa.Realtime.LoadTest.Producing;

/// <summary>Resident memory of the server process in bytes, and its connections.</summary>
/// <param name="Before">Memory before the first change, all connected.</param>
/// <param name="Start">Memory when the warm-up was over.</param>
/// <param name="Peak">The most memory from then on.</param>
/// <param name="End">Memory at the end.</param>
/// <param name="Closed">Connections that were closed meanwhile.</param>
/// <param name="FirstClosed">When the first of them was, in seconds from the first change.</param>
/// <param name="LastClosed">When the last of them was.</param>
/// <param name="SlowConsumers">How many of them dpa counted as slow consumers (4001).</param>
internal sealed record ProcessReport(
    long Before, long Start, long Peak, long End, int Closed, double FirstClosed, double LastClosed, long SlowConsumers)
{
    /// <summary>Several processes as one; their peaks need not have been at the same time.</summary>
    public static ProcessReport OfAll(IReadOnlyList<ProcessReport> all) =>
        new(
            all.Sum(p => p.Before),
            all.Sum(p => p.Start),
            all.Sum(p => p.Peak),
            all.Sum(p => p.End),
            all.Sum(p => p.Closed),
            all.Where(p => p.Closed > 0).Select(p => p.FirstClosed).DefaultIfEmpty().Min(),
            all.Max(p => p.LastClosed),
            all.Sum(p => p.SlowConsumers));
}
