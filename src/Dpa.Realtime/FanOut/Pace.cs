namespace Dpa.Realtime.FanOut;

/// <summary>
/// How much of something is given over time: an amount at once, and so much a second. Each reserves its place, so that
/// none is delayed twice (a generic cell rate algorithm).
/// </summary>
/// <param name="perSecond">How much a second.</param>
/// <param name="atOnce">How much at once, after a time in which nothing was asked for.</param>
/// <param name="time">The clock.</param>
/// <param name="mostDebt">What was reserved is paid after that time at the latest, however much it was; null for no
/// limit.</param>
internal sealed class Pace(double perSecond, double atOnce, TimeProvider time, TimeSpan? mostDebt = null)
{
    private readonly Lock _lock = new();
    private long _paidUntil;

    /// <summary>Whether all that was reserved is paid: it is as a new one.</summary>
    public bool IsUnused
    {
        get { lock (_lock) return _paidUntil <= time.GetTimestamp(); }
    }

    /// <summary>The timestamp from which on what is reserved next is given, where that is next to nothing.</summary>
    public long Due
    {
        get { lock (_lock) return _paidUntil - Ticks(atOnce); }
    }

    /// <summary>Reserves an amount.</summary>
    /// <returns>The timestamp from which on it is given.</returns>
    public long Reserve(double amount)
    {
        var now = time.GetTimestamp();
        lock (_lock)
        {
            _paidUntil = Math.Max(_paidUntil, now) + Ticks(amount);
            if (mostDebt is { } most)
                _paidUntil = Math.Min(
                    _paidUntil, now + Ticks(atOnce) + (long)(most.TotalSeconds * time.TimestampFrequency));
            return Math.Max(now, _paidUntil - Ticks(atOnce));
        }
    }

    /// <summary>Reserves an amount and waits until it is given.</summary>
    public Task TakeAsync(double amount, CancellationToken cancellationToken)
    {
        var left = time.GetElapsedTime(time.GetTimestamp(), Reserve(amount));
        return left > TimeSpan.Zero ? Task.Delay(left, time, cancellationToken) : Task.CompletedTask;
    }

    private long Ticks(double amount) => (long)(amount * time.TimestampFrequency / perSecond);
}
