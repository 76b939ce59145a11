namespace Dpa.Realtime.Backplane;

/// <summary>
/// Durations (leases, retention, waiting) are measured by the clock that nobody sets: a step of the wall clock ends
/// nothing early and keeps nothing too long.
/// </summary>
internal static class MonotonicTime
{
    /// <summary>The time on a clock that never goes back; its zero has no meaning.</summary>
    public static TimeSpan Monotonic(this TimeProvider time) => time.GetElapsedTime(0);
}
