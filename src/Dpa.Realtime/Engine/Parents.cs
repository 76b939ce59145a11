using System.Collections.Concurrent;
using System.Collections.Immutable;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Engine;

/// <summary>
/// Counts the changes of children in their parents, one level after the other. The child's change is stored already:
/// a failed count is repeated by the sweep, or by the node that handles the child next.
/// </summary>
internal sealed class Parents(CommitLoop loop, DpaRealtimeOptions options)
{
    private readonly ConcurrentDictionary<string, PipelineState> _late = new(StringComparer.Ordinal);

    /// <param name="answer">What a child's change was answered.</param>
    /// <param name="traceParent">The trace of what changed the child.</param>
    /// <param name="wasCounted">Whether the parent, before it was lost, counted it.</param>
    /// <returns>The answer, with those changes of ancestors that carry transitions.</returns>
    public async ValueTask<ApplyResult> CountAsync(ApplyResult answer, string? traceParent, bool wasCounted)
    {
        var (changes, _) = await CountAsync(answer.State!, traceParent, wasCounted, toTheTop: false)
            .ConfigureAwait(false);
        return changes.IsEmpty ? answer : answer with { Parents = changes };
    }

    /// <summary>
    /// Counts a child as it is now, where it is not known how far that came: an ancestor that has counted it already
    /// is counted in its own parent all the same.
    /// </summary>
    /// <returns>Those changes of ancestors that carry transitions, and whether all have counted it.</returns>
    public ValueTask<(ImmutableArray<AcceptedChange> Changes, bool IsCounted)> RecountAsync(PipelineState child) =>
        // One that was restored takes the place that it had in a parent that was restored, too.
        CountAsync(child, null, wasCounted: child.Continues is not null, toTheTop: true);

    /// <summary>Counts those that could not be counted.</summary>
    public async ValueTask<List<AcceptedChange>> RetryAsync()
    {
        List<AcceptedChange> counted = [];
        foreach (var (id, child) in _late)
            if (_late.TryRemove(new(id, child)))
                counted.AddRange((await RecountAsync(child).ConfigureAwait(false)).Changes);
        return counted;
    }

    private async ValueTask<(ImmutableArray<AcceptedChange> Changes, bool IsCounted)> CountAsync(
        PipelineState child, string? traceParent, bool wasCounted, bool toTheTop)
    {
        ImmutableArray<AcceptedChange> changes = [];
        try
        {
            for (var depth = 0; depth < RollingUp.MaxDepth && child.ParentId is { } parent; depth++)
            {
                var decision = await loop.RunAsync(
                    parent,
                    (Child: child, WasCounted: wasCounted, Trace: traceParent, Kept: options.TransitionsKept),
                    static (stored, a, at) => RollingUp.Decide(
                        stored?.Record.Entry,
                        stored?.Children ?? NoneKnown,
                        [a.Child],
                        a.WasCounted,
                        a.Trace,
                        a.Kept,
                        at),
                    [child.Id]).ConfigureAwait(false);
                if (!decision.Changes.IsEmpty)
                    changes = changes.AddRange(decision.Changes.Where(c => !c.Transitions.IsEmpty));
                if (decision.Answer.State is not { } state || (decision.Changes.IsEmpty && !toTheTop)) break;
                child = state;
                wasCounted = false;
            }

            return (changes, true);
        }
        catch (PipelineException)
        {
            _late.AddOrUpdate(
                child.Id,
                static (_, next) => next,
                static (_, old, next) => next.Position > old.Position ? next : old,
                child);
            return (changes, false);
        }
    }

    private static ImmutableDictionary<string, ChildContribution> NoneKnown { get; } =
        ImmutableDictionary.Create<string, ChildContribution>(StringComparer.Ordinal);
}
