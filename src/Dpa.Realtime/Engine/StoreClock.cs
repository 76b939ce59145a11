using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Engine;

/// <summary>
/// The store's clock, read once a second and carried on by this node's monotonic clock; and since when the store
/// answers without a break.
/// </summary>
internal sealed class StoreClock(WatchedStore store, TimeProvider time)
{
    private sealed record Reading(TimeSpan Offset, TimeSpan ReachableSince, int Failures);

    private readonly ClockSteps _steps = new();
    private volatile Reading? _reading;

    /// <summary>By the store's clock; the store has been reached before.</summary>
    public TimeSpan Now => time.Monotonic() + (_reading ?? throw new InvalidOperationException("Not read yet.")).Offset;

    /// <summary>
    /// How long the store has been reachable without a break, and its clock has not been set forward: leases could be
    /// renewed for so long.
    /// </summary>
    public TimeSpan ReachableFor => time.Monotonic() - (_reading?.ReachableSince ?? time.Monotonic());

    public bool IsRead => _reading is not null;

    /// <summary>Asks the store.</summary>
    public async ValueTask ReadAsync(CancellationToken cancellationToken)
    {
        var (failures, asked) = (store.Failures, time.Monotonic());
        var now = await store.ProbeAsync(cancellationToken).ConfigureAwait(false);
        var local = time.Monotonic();
        var isStepped = _steps.IsForward(now, asked, local);
        var since =
            _reading is { } last && last.Failures == failures && !isStepped ? last.ReachableSince : local;
        _reading = new Reading(now - local, since, failures);
    }
}
