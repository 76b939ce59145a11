namespace Dpa.Realtime.Specification;

/// <summary>
/// The system's time moved ahead. Timers run as they are: what waits for a server waits in real time.
/// </summary>
public sealed class ShiftedTimeProvider : TimeProvider
{
    private long _shift;

    public TimeSpan Shift => new(Interlocked.Read(ref _shift));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan time) => Interlocked.Add(ref _shift, time.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;

    public override long GetTimestamp() => System.GetElapsedTime(0).Ticks + Interlocked.Read(ref _shift);
}
