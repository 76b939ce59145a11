namespace Dpa.Realtime.FunctionalTests.Hosting;

/// <summary>A wall clock that a test moves ahead. Timers and the monotonic clock run as they are.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _shift;

    public void Advance(TimeSpan time) => Interlocked.Add(ref _shift, time.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _shift));
}
