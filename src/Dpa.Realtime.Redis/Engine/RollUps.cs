using System.Collections.Concurrent;
using System.Collections.Immutable;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Redis.Diagnostics;
using Dpa.Realtime.Redis.Entries;

namespace Dpa.Realtime.Redis.Engine;

/// <summary>
/// Writes the states of children to their parents.
/// All children of one parent that changed on this node during its last write go into the next write, so that a
/// thousand of them cost a few writes. Each child's part is kept with its position, so that a repeated write changes
/// nothing and a late write is applied in order.
/// </summary>
internal sealed class RollUps(
    Transactions transactions, EntryStore store, WatchList watch, DpaRealtimeOptions options, RedisMetrics metrics,
    TimeProvider time)
{
    private const int MaxBatch = 1000; // as many as one script call takes without blocking the server

    private readonly ConcurrentDictionary<string, RollUpQueue> _queues = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PipelineState> _late = new(StringComparer.Ordinal);

    public int Waiting => _late.Count;

    /// <returns>The ancestors' changes that carry transitions; each is returned to one caller only.</returns>
    public async ValueTask<ImmutableArray<AcceptedChange>> TellAsync(PipelineState child, int depth = 0)
    {
        if (child.ParentId is not { } parent || depth >= RollingUp.MaxDepth) return [];
        try
        {
            return await _queues
                .GetOrAdd(parent, id => new RollUpQueue(MaxBatch, children => WriteAsync(id, children, depth)))
                .TellAsync(child)
                .ConfigureAwait(false);
        }
        catch (PipelineException)
        {
            // The child's change is accepted. Its parent is notified when Redis is reachable again or, if this node
            // dies, by the node that checks the child next.
            metrics.RollUpsLate.Add(1);
            _late.AddOrUpdate(
                child.Id,
                static (_, next) => next,
                static (_, old, next) => next.Position > old.Position ? next : old,
                child);
            return [];
        }
    }

    /// <summary>Notifies the parents that could not be notified before.</summary>
    public async ValueTask<List<AcceptedChange>> RetryAsync()
    {
        List<AcceptedChange> told = [];
        foreach (var (id, child) in _late)
            if (_late.TryRemove(new(id, child))) told.AddRange(await TellAsync(child).ConfigureAwait(false));
        foreach (var (id, queue) in _queues)
            if (queue.IsIdle) _queues.TryRemove(new(id, queue));
        return told;
    }

    private async Task<ImmutableArray<AcceptedChange>> WriteAsync(
        string id, IReadOnlyCollection<PipelineState> children, int depth)
    {
        ImmutableArray<AcceptedChange> changes = [];
        var result = await transactions.RunAsync(id, async (entry, slot) =>
        {
            var decision = await DecideAsync(entry, slot, children).ConfigureAwait(false);
            changes = decision.Changes;
            return decision;
        }).ConfigureAwait(false);
        if (changes.IsEmpty) return [];
        var above = await TellAsync(result.State!, depth + 1).ConfigureAwait(false);
        return [.. changes.Where(c => !c.Transitions.IsEmpty), .. above];
    }

    private async ValueTask<Decision> DecideAsync(
        StoredEntry? parent, PipelineSlot slot, IReadOnlyCollection<PipelineState> children)
    {
        if (parent is not null) await LearnAsync(parent, slot, children).ConfigureAwait(false);
        var now = new Moment(time.GetUtcNow(), 0);
        var decision = RollingUp.Decide(
            parent?.Entry, slot.Children, children, wereCounted: false, null, options.TransitionsKept, now);
        if (parent is not null && Begins(parent.State, decision.Next?.State))
            await watch.SetAsync([parent.State.Id]).ConfigureAwait(false);
        return decision;
    }

    private static bool Begins(PipelineState before, PipelineState? next) =>
        next?.Status == PipelineStatus.Processing && before.Status != PipelineStatus.Processing;

    /// <summary>
    /// Reads the parts of those children that this node does not know. If the parent changes meanwhile, the commit
    /// fails and they are read again.
    /// </summary>
    private async ValueTask LearnAsync(
        StoredEntry parent, PipelineSlot slot, IReadOnlyCollection<PipelineState> children)
    {
        if (parent.Entry.Children is null) return; // no child yet
        if (slot.Children.Count > PipelineSlot.MaxChildren) slot.Children.Clear();
        string[] unknown = [.. children.Select(c => c.Id).Where(c => !slot.Children.ContainsKey(c))];
        if (unknown.Length == 0)
            return;
        foreach (
            var (name, contribution) in await store.ReadChildrenAsync(parent.State.Id, unknown).ConfigureAwait(false))
            slot.Children[name] = contribution;
    }
}
