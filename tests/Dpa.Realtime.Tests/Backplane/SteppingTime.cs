using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.Tests.Backplane;

/// <summary>
/// Simulated time whose wall clock may be set, as an administrator or NTP does; timestamps and timers go on as they
/// did.
/// </summary>
internal sealed class SteppingTime : FakeTimeProvider
{
    private TimeSpan _step;

    public void Step(TimeSpan step) => _step += step;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _step;

    public override long GetTimestamp() => base.GetUtcNow().Ticks;
}
