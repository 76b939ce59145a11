namespace Dpa.Realtime.LoadTest.Producing;

/// <summary>What the server did in the measured time.</summary>
/// <param name="Changes">Changes published in the measured time.</param>
/// <param name="Published">Changes published from the first one on, with the warm-up.</param>
/// <param name="Due">Changes that the schedule wanted from the first one on.</param>
/// <param name="CpuSeconds">Processor time of the whole server process.</param>
/// <param name="LongestPublishMs">The longest single publish call.</param>
/// <param name="WorstLagMs">The furthest that publishing fell behind its schedule.</param>
/// <param name="LagP99Ms">99 % of the measured changes were published no later than that after they were due.</param>
/// <param name="Process">Its memory and its connections meanwhile.</param>
internal sealed record ProductionReport(
    long Changes, long Published, long Due, double CpuSeconds, double LongestPublishMs, double WorstLagMs,
    double LagP99Ms, ProcessReport Process)
{
    /// <summary>Several nodes as one: sums, and the worst of each kind.</summary>
    public static ProductionReport OfAll(IReadOnlyList<ProductionReport> nodes) =>
        nodes.Count == 1
            ? nodes[0]
            : new(
                nodes.Sum(n => n.Changes),
                nodes.Sum(n => n.Published),
                nodes.Sum(n => n.Due),
                nodes.Sum(n => n.CpuSeconds),
                nodes.Max(n => n.LongestPublishMs),
                nodes.Max(n => n.WorstLagMs),
                nodes.Max(n => n.LagP99Ms),
                ProcessReport.OfAll([.. nodes.Select(n => n.Process)]));
}
