using System.Diagnostics;
using HdrHistogram;

namespace Dpa.Realtime.LoadTest.Load;

/// <summary>
/// The age of the newest change that a subscriber holds, sampled twenty times a second in the measured time: what
/// counts where older changes may be left out.
/// </summary>
internal sealed class AgeSampler(IReadOnlyList<Watcher> watchers)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly LongHistogram _microseconds = new(1, 600_000_000, 3);

    public async Task RunAsync(long start, long end, CancellationToken cancellation)
    {
        using var tick = new PeriodicTimer(Interval);
        while (await tick.WaitForNextTickAsync(cancellation) && Stopwatch.GetTimestamp() < end)
        {
            if (Stopwatch.GetTimestamp() < start)
                continue;
            foreach (var watcher in watchers)
                _microseconds.RecordValue(
                    Math.Clamp(
                        (Stopwatch.GetTimestamp() - watcher.Newest) * 1_000_000 / Stopwatch.Frequency, 1, 600_000_000));
        }
    }

    public double Milliseconds(double percentile) => _microseconds.GetValueAtPercentile(percentile) / 1000.0;
}
