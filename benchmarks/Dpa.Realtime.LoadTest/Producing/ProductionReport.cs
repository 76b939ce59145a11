namespace Dpa.Realtime.LoadTest.Producing;

/// <summary>What the server did in the measured time.</summary>
/// <param name="Changes">Changes published.</param>
/// <param name="CpuSeconds">Processor time of the whole server process.</param>
/// <param name="ResidentBytes">Memory of the process at the end.</param>
/// <param name="LongestPublishMs">The longest single publish call.</param>
/// <param name="WorstLagMs">The furthest that publishing fell behind its schedule.</param>
internal sealed record ProductionReport(long Changes, double CpuSeconds, long ResidentBytes, double LongestPublishMs, double WorstLagMs);
