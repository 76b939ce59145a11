using System.Diagnostics;
using HdrHistogram;

namespace Dpa.Realtime.LoadTest.Load;

/// <summary>
/// Change → client, of the changes made in the measured time, once that is known. All subscribers write here.
/// </summary>
internal sealed class LatencyRecorder
{
    // Microseconds, up to a minute, three digits.
    private readonly LongConcurrentHistogram _microseconds = new(1, 60_000_000, 3);
    private long _start = long.MaxValue;
    private long _end = long.MaxValue;
    private long _lastArrival;

    public long Count => _microseconds.TotalCount;

    public void Measure(long start, long end)
    {
        Volatile.Write(ref _end, end);
        Volatile.Write(ref _start, start);
    }

    public bool IsQuiet(TimeSpan period) => Stopwatch.GetElapsedTime(Volatile.Read(ref _lastArrival)) > period;

    public void Record(long stamp)
    {
        var now = Stopwatch.GetTimestamp();
        Volatile.Write(ref _lastArrival, now);
        if (stamp >= Volatile.Read(ref _start) && stamp < Volatile.Read(ref _end))
            _microseconds.RecordValue(Math.Clamp((now - stamp) * 1_000_000 / Stopwatch.Frequency, 1, 60_000_000));
    }

    public double Milliseconds(double percentile) => _microseconds.GetValueAtPercentile(percentile) / 1000.0;
}
