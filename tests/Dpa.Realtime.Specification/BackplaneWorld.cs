using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Specification;

/// <summary>
/// Nodes on one backplane, and time, for the suite to run on. A store is put to it with a
/// <see cref="PipelineStoreWorld"/>.
/// </summary>
public abstract class BackplaneWorld : IAsyncDisposable
{
    internal BackplaneWorld()
    {
    }

    /// <summary>
    /// The settings that the nodes run with; the suite reads the lease, the retention and the transitions kept.
    /// </summary>
    public DpaRealtimeOptions Options { get; } = new();

    /// <summary>Called once, before anything else.</summary>
    public virtual ValueTask InitializeAsync() => default;

    /// <summary>
    /// Time passes (simulated where the implementation can), and what the backplane does by itself meanwhile is done:
    /// leases end, tickets expire, old state goes.
    /// </summary>
    public abstract ValueTask PassAsync(TimeSpan time);

    /// <summary>Called once, after everything else.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }

    /// <summary>A node with this receiver on the backplane that all nodes of the world share.</summary>
    internal abstract IBackplane Node(IBackplaneReceiver receiver);
}
