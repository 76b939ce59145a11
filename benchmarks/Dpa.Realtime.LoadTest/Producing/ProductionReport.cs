namespace Dpa.Realtime.LoadTest.Producing;

/// <summary>What the server did in the measured time.</summary>
/// <param name="Changes">Changes published in the measured time.</param>
/// <param name="Published">Changes published from the first one on, with the warm-up.</param>
/// <param name="Due">Changes that the schedule wanted from the first one on.</param>
/// <param name="CpuSeconds">Processor time of the whole server process.</param>
/// <param name="LongestPublishMs">The longest single publish call.</param>
/// <param name="WorstLagMs">The furthest that publishing fell behind its schedule.</param>
/// <param name="Process">Its memory and its connections meanwhile.</param>
internal sealed record ProductionReport(long Changes, long Published, long Due, double CpuSeconds, double LongestPublishMs, double WorstLagMs, ProcessReport Process);
