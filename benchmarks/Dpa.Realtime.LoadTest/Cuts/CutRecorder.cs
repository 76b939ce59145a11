using System.Diagnostics;
using HdrHistogram;

namespace Dpa.Realtime.LoadTest.Cuts;

/// <summary>
/// How long each subscriber that was cut off took until it held what the others held. All subscribers write here.
/// </summary>
internal sealed class CutRecorder
{
    private readonly LongConcurrentHistogram _sinceOpen = new(1, 600_000_000, 3);
    private readonly LongConcurrentHistogram _sinceCut = new(1, 600_000_000, 3);
    private long _cuts;
    private long _refused;

    public long Cuts => Interlocked.Read(ref _cuts);

    public long Refused => Interlocked.Read(ref _refused);

    public void CountCut() => Interlocked.Increment(ref _cuts);

    public void CountRefused() => Interlocked.Increment(ref _refused);

    public void RecordTruth(long cut, long open)
    {
        var now = Stopwatch.GetTimestamp();
        _sinceOpen.RecordValue(Microseconds(now - open));
        _sinceCut.RecordValue(Microseconds(now - cut));
    }

    public long Recorded => _sinceOpen.TotalCount;

    public double SinceOpenMs(double percentile) => _sinceOpen.GetValueAtPercentile(percentile) / 1000.0;

    public double SinceCutMs(double percentile) => _sinceCut.GetValueAtPercentile(percentile) / 1000.0;

    private static long Microseconds(long ticks) => Math.Clamp(ticks * 1_000_000 / Stopwatch.Frequency, 1, 600_000_000);
}
