using System.Collections.Immutable;

namespace Dpa.Realtime.Backplane;

/// <content>Parents: what a child became is told to its parent, and on to that one's.</content>
internal sealed partial class InMemoryBackplane
{
    private const int MaxDepth = 16; // nesting ends somewhere, even where ids that were used again have made a ring

    /// <summary>Tells the ancestors what became of a child, each after the lock of the one below is free, so that two locks are never held at once.</summary>
    /// <param name="child">The child as it is now.</param>
    /// <param name="traceParent">The trace of what changed the child.</param>
    /// <param name="wasCounted">Whether the parent may have counted it before.</param>
    /// <returns>Those of their changes that carry transitions.</returns>
    private ImmutableArray<AcceptedChange> TellParents(PipelineState child, string? traceParent = null, bool wasCounted = false)
    {
        ImmutableArray<AcceptedChange> told = [];
        for (var depth = 0; depth < MaxDepth && child.ParentId is not null && _entries.TryGetValue(child.ParentId, out var parent); depth++)
        {
            lock (parent.Lock)
            {
                if (parent.IsRemoved || !parent.Children.Take(child, wasCounted)) return told;
                var changes = Settle(parent, traceParent);
                if (changes.IsEmpty) return told;
                told = told.AddRange(changes.Where(c => !c.Transitions.IsEmpty));
                child = parent.State;
            }

            wasCounted = false;
        }

        return told;
    }

    /// <summary>Under the parent's lock.</summary>
    private ImmutableArray<AcceptedChange> Settle(PipelineEntry parent, string? traceParent)
    {
        var outcomes = ParentMerge.Apply(parent.State, parent.Children, _options.TransitionsKept, time.GetUtcNow());
        if (outcomes.IsEmpty) return [];
        var changes = ImmutableArray.CreateBuilder<AcceptedChange>(outcomes.Length);
        foreach (var outcome in outcomes) changes.Add(Accept(parent, outcome, traceParent));
        return changes.MoveToImmutable();
    }

    /// <summary>A parent that is back finds those of its children that are here.</summary>
    private void FindChildren(PipelineState parent)
    {
        foreach (var (_, entry) in _entries)
        {
            var state = StateOf(entry);
            if (string.Equals(state.ParentId, parent.Id, StringComparison.Ordinal)) TellParents(state, wasCounted: true);
        }
    }
}
