namespace Dpa.Realtime.FunctionalTests.Hosting;

/// <summary>A wall clock that a test moves ahead. Timers and the monotonic clock run as they are.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _shift;
    private long _frozen; // the ticks at which it stands; 0 while it runs

    public void Advance(TimeSpan time) => Interlocked.Add(ref _shift, time.Ticks);

    /// <summary>From now on the date stands still but for <see cref="Advance"/>; timers and timestamps go on.</summary>
    /// <returns>The date, in whole seconds, as the end of a token is.</returns>
    public DateTimeOffset Freeze()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(GetUtcNow().ToUnixTimeSeconds());
        Interlocked.Exchange(ref _shift, 0);
        Interlocked.Exchange(ref _frozen, now.UtcTicks);
        return now;
    }

    public override DateTimeOffset GetUtcNow()
    {
        var shift = new TimeSpan(Interlocked.Read(ref _shift));
        return Interlocked.Read(ref _frozen) is > 0 and var ticks
            ? new DateTimeOffset(ticks, TimeSpan.Zero) + shift
            : System.GetUtcNow() + shift;
    }
}
