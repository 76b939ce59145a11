namespace Dpa.Realtime.Redis.Tests.Worlds;

/// <summary>The system's time moved ahead. Timers run as they are: what waits for Redis waits in real time.</summary>
internal sealed class ShiftedTimeProvider : TimeProvider
{
    private long _shift;

    public TimeSpan Shift => new(Interlocked.Read(ref _shift));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan time) => Interlocked.Add(ref _shift, time.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;

    public override long GetTimestamp() => System.GetElapsedTime(0).Ticks + Interlocked.Read(ref _shift);
}
