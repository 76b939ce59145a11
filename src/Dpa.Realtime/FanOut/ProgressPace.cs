namespace Dpa.Realtime.FanOut;

/// <summary>
/// How often the readers of one pipeline are woken for progress. A change after a quiet time, and a few in a row, wake
/// them at once; of reports that come faster than anybody can watch, the newest is sent 50 times a second, and while
/// the drain is behind 33 times. A log that waits costs its producer nothing for each reader.
/// </summary>
/// <param name="wheel">Wakes a log that waits.</param>
/// <param name="load">How full the drain is.</param>
/// <param name="time">The clock.</param>
internal sealed class ProgressPace(DelayWheel wheel, IDrainLoad load, TimeProvider time)
{
    /// <summary>So many in a row do not wait, after a quiet time. With them it is less than 60 in any second.</summary>
    public const int AtOnce = 8;

    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    public static readonly TimeSpan IntervalBehind = TimeSpan.FromMilliseconds(30);

    /// <summary>Whether the readers may be woken now; otherwise the log is woken when they may.</summary>
    /// <param name="log">The log. The call is under its lock.</param>
    /// <param name="paidUntil">The log's own account, a timestamp: when it is as one that was quiet.</param>
    public bool TryTake(IDelayed log, ref long paidUntil)
    {
        var now = time.GetTimestamp();
        var isBehind = load.IsBehind;
        // What was given in a row while there was no load is not held against it for longer than one interval.
        if (isBehind) paidUntil = Math.Min(paidUntil, now + Ticks(IntervalBehind));
        var due = isBehind ? paidUntil : paidUntil - ((AtOnce - 1) * Ticks(Interval));
        if (due > now)
        {
            wheel.Schedule(log, due);
            return false;
        }

        paidUntil = Math.Max(paidUntil, now) + Ticks(isBehind ? IntervalBehind : Interval);
        return true;
    }

    private long Ticks(TimeSpan interval) => Timestamps.Of(interval, time);
}
