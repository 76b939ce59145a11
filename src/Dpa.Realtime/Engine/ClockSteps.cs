namespace Dpa.Realtime.Engine;

/// <summary>
/// Notices that a store's clock was set forward, by comparing it with the node's monotonic clock. After such a step
/// leases look over that are not.
/// </summary>
internal sealed class ClockSteps
{
    // a clock that is slewed differs by less from one sweep to the next, and a lease has far more to spare
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private TimeSpan? _most; // how far the store's clock was ahead of the node's at most

    /// <summary>Takes a reading of the store's clock.</summary>
    /// <param name="now">The store's time.</param>
    /// <param name="asked">The node's monotonic time before it was asked for.</param>
    /// <param name="answered">The node's monotonic time when the answer was there.</param>
    /// <returns>Whether the clock was set forward since the reading before. False for the first one.</returns>
    public bool IsForward(TimeSpan now, TimeSpan asked, TimeSpan answered)
    {
        lock (_lock)
        {
            var isForward = _most is { } most && now - answered > most + Least;
            _most = now - asked;
            return isForward;
        }
    }
}
