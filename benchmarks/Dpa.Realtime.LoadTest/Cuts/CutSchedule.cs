using System.Diagnostics;

namespace Dpa.Realtime.LoadTest.Cuts;

/// <summary>
/// When each subscriber's connection is cut: at a fixed interval, the subscribers spread evenly over it; it stays
/// disconnected for a random time.
/// </summary>
internal sealed class CutSchedule(LoadTestOptions options, long start, long end)
{
    private readonly long _period = options.CutEverySeconds * Stopwatch.Frequency;

    /// <summary>How long until the subscriber's next cut; null where the measured time ends before it.</summary>
    public TimeSpan? UntilNextCut(int watcher)
    {
        var now = Stopwatch.GetTimestamp();
        var first = start + _period * watcher / options.Connections;
        var next = now < first ? first : first + ((now - first) / _period + 1) * _period;
        return next < end ? Stopwatch.GetElapsedTime(now, next) : null;
    }

    /// <summary>
    /// How long a cut lasts, as a client's first pause before it connects again does: evenly spread, the same for every
    /// peer.
    /// </summary>
    public TimeSpan Away(Random random) => TimeSpan.FromMilliseconds(random.NextDouble() * options.AwayMilliseconds);
}
