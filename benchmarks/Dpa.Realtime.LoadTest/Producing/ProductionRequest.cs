namespace Dpa.Realtime.LoadTest.Producing;

/// <summary>
/// Publish from now until <paramref name="End"/>; what is measured begins at <paramref name="Start"/> (ticks of the
/// machine's monotonic clock).
/// </summary>
internal sealed record ProductionRequest(long Start, long End);
