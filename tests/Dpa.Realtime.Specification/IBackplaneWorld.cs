namespace Dpa.Realtime.Specification;

/// <summary>
/// What an implementation brings to be put to this suite: nodes on one backplane, and time. Derive a class from each <c>…Specification</c> and hand it a new world:
/// <code>public sealed class Starting() : StartingSpecification(new MyWorld());</code>
/// </summary>
public interface IBackplaneWorld : IAsyncDisposable
{
    /// <summary>The settings that the nodes run with; the suite reads the lease, the retention and the transitions kept.</summary>
    DpaRealtimeOptions Options { get; }

    /// <summary>Called once, before anything else.</summary>
    ValueTask InitializeAsync();

    /// <summary>A node with this ear on the backplane that all nodes of the world share. Where there is only one process, the same backplane may be answered each time.</summary>
    IBackplane Node(IBackplaneReceiver receiver);

    /// <summary>Time passes (simulated where the implementation can), and what the backplane does by itself meanwhile is done: leases end, tickets expire, old state goes.</summary>
    ValueTask PassAsync(TimeSpan time);
}
