using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Publishing;

/// <summary>
/// Spreads the renewals of leases over the time in which each is renewed once, so that a node with many runs asks
/// evenly and not for all at the same moment. A run's turn is by its id, and stays the same.
/// </summary>
/// <param name="interval">The time in which each lease is renewed once; greater than 0.</param>
/// <param name="time">The clock.</param>
internal sealed class LeaseTurns(TimeSpan interval, TimeProvider time)
{
    private const int Most = 64;
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1); // as often as the sweep comes

    private readonly int _turns = (int)Math.Clamp(interval / Shortest, 1, Most);
    private readonly TimeSpan _began = time.Monotonic();
    private long _done; // of the turns since then

    /// <summary>Up to which turn it is time now: to be given to the other two.</summary>
    public long Due => (long)((time.Monotonic() - _began) / (interval / _turns));

    /// <summary>Whether the pipeline's turn is one of those between the last that was done and that one.</summary>
    public bool IsDue(string pipelineId, long due)
    {
        var first = (long)((uint)pipelineId.GetHashCode(StringComparison.Ordinal) % (uint)_turns);
        // how many turns of this pipeline there were before each of the two
        return Count(due, first) > Count(_done, first);
    }

    /// <summary>All up to that turn were renewed; those that fail are due until they are.</summary>
    public void Done(long due) => _done = due;

    private long Count(long turns, long first) => (turns - first + _turns - 1) / _turns;
}
