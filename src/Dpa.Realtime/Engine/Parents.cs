using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Engine;

/// <summary>
/// Counts the changes of children in their parents, one level after the other. The child's change is stored already:
/// a failed count is repeated by the sweep, or by the node that handles the child next.
/// </summary>
/// <param name="loop">Commits.</param>
/// <param name="options">How many transitions are kept.</param>
/// <param name="maxBatch">
/// How many children of a parent go into one commit; those that change during a commit go into the next. 1 for a store
/// where that gains nothing.
/// </param>
/// <param name="late">Counts what could not be counted at once.</param>
internal sealed class Parents(CommitLoop loop, DpaRealtimeOptions options, int maxBatch = 1, Counter<long>? late = null)
{
    private readonly ConcurrentDictionary<string, RollUpQueue> _queues = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PipelineState> _late = new(StringComparer.Ordinal);

    /// <summary>How many children wait to be counted.</summary>
    public int Waiting => _late.Count;

    /// <param name="answer">What a child's change was answered.</param>
    /// <param name="traceParent">The trace of what changed the child.</param>
    /// <returns>The answer, with those changes of ancestors that carry transitions.</returns>
    public async ValueTask<ApplyResult> CountAsync(ApplyResult answer, string? traceParent)
    {
        var (changes, _) = await CountAsync(answer.State!, traceParent, toTheTop: false).ConfigureAwait(false);
        return changes.IsEmpty ? answer : answer with { Parents = changes };
    }

    /// <summary>
    /// Counts a child as it is now, where it is not known how far that came: an ancestor that has counted it already
    /// is counted in its own parent all the same.
    /// </summary>
    /// <returns>Those changes of ancestors that carry transitions, and whether all have counted it.</returns>
    public ValueTask<(ImmutableArray<AcceptedChange> Changes, bool IsCounted)> RecountAsync(PipelineState child) =>
        CountAsync(child, null, toTheTop: true);

    /// <summary>Counts those that could not be counted.</summary>
    public async ValueTask<List<AcceptedChange>> RetryAsync()
    {
        List<AcceptedChange> counted = [];
        foreach (var (id, child) in _late)
            if (_late.TryRemove(new(id, child)))
                counted.AddRange((await RecountAsync(child).ConfigureAwait(false)).Changes);
        foreach (var (id, queue) in _queues)
            if (queue.IsIdle) _queues.TryRemove(new(id, queue));
        return counted;
    }

    private async ValueTask<(ImmutableArray<AcceptedChange> Changes, bool IsCounted)> CountAsync(
        PipelineState child, string? traceParent, bool toTheTop, int depth = 0)
    {
        if (child.ParentId is not { } parent || depth >= RollingUp.MaxDepth) return ([], true);
        try
        {
            if (maxBatch == 1)
                return await WriteAsync(parent, [child], traceParent, toTheTop, depth).ConfigureAwait(false);
            var queue = _queues.GetOrAdd(parent, id => new RollUpQueue(maxBatch, async children =>
                (await WriteAsync(id, children, null, toTheTop: false, depth).ConfigureAwait(false)).Changes));
            return (await queue.AddAsync(child).ConfigureAwait(false), true);
        }
        catch (PipelineException)
        {
            late?.Add(1);
            _late.AddOrUpdate(
                child.Id,
                static (_, next) => next,
                static (_, old, next) => next.Position > old.Position ? next : old,
                child);
            return ([], false);
        }
    }

    private async ValueTask<(ImmutableArray<AcceptedChange> Changes, bool IsCounted)> WriteAsync(
        string parent, IReadOnlyCollection<PipelineState> children, string? traceParent, bool toTheTop, int depth)
    {
        var decision = await loop.RunAsync(
            parent,
            (Children: children, Trace: traceParent, Kept: options.TransitionsKept),
            static (stored, a, at) => RollingUp.Decide(
                stored?.Record.Entry,
                stored?.Children ?? NoneKnown,
                a.Children,
                a.Trace,
                a.Kept,
                at),
            [.. children.Select(c => c.Id)]).ConfigureAwait(false);
        if (decision.Answer.State is not { } state || (decision.Changes.IsEmpty && !toTheTop)) return ([], true);
        var (above, isCounted) = await CountAsync(state, traceParent, toTheTop, depth + 1).ConfigureAwait(false);
        return ([.. decision.Changes.Where(c => !c.Transitions.IsEmpty), .. above], isCounted);
    }

    private static ImmutableDictionary<string, ChildContribution> NoneKnown { get; } =
        ImmutableDictionary.Create<string, ChildContribution>(StringComparer.Ordinal);
}
