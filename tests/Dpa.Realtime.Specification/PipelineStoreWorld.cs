using Dpa.Realtime.Backplane;
using Dpa.Realtime.Engine;
using Microsoft.Extensions.Options;

namespace Dpa.Realtime.Specification;

/// <summary>
/// What a store brings to be put to this suite. Derive a class from each <c>…Specification</c> and hand it a new world:
/// <code>public sealed class Starting() : StartingSpecification(new MyWorld());</code>
/// </summary>
public abstract class PipelineStoreWorld : BackplaneWorld
{
    private readonly ShiftedTimeProvider _time = new();
    private readonly List<PipelineEngine> _nodes = [];

    /// <summary>The time that nodes go by. A store that has a clock of its own moves that too.</summary>
    protected TimeProvider Time => _time;

    /// <summary>Another node's way to the store that all nodes of this world share, and no other world does.</summary>
    protected abstract IPipelineStore Connect();

    /// <summary>Moves the store's clock, where it does not go by <see cref="Time"/>.</summary>
    protected virtual ValueTask AdvanceAsync(TimeSpan time) => default;

    /// <inheritdoc/>
    public sealed override async ValueTask PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        await AdvanceAsync(time);
        foreach (var node in _nodes)
            await node.SweepAsync(TestContext.Current.CancellationToken);
    }

    internal sealed override IBackplane Node(IBackplaneReceiver receiver)
    {
        var node = new PipelineEngine(Connect(), _time, Microsoft.Extensions.Options.Options.Create(Options));
        _nodes.Add(node);
        node.Attach(receiver);
        Assert.True(node.Opened.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        return node;
    }
}
