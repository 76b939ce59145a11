namespace Dpa.Realtime.Backplane;

/// <summary>What children became is counted into their parent.</summary>
internal static class RollingUp
{
    /// <summary>
    /// How far up it goes: nesting ends somewhere, even where ids that were used again have made a ring.
    /// </summary>
    public const int MaxDepth = 16;

    /// <param name="parent">What is there; null where the id is unknown.</param>
    /// <param name="known">What its children contribute until now; of these, the ones that follow suffice.</param>
    /// <param name="children">The children that changed, each once.</param>
    /// <param name="traceParent">The trace of what changed them, or null.</param>
    /// <param name="transitionsKept">How many transitions a state carries.</param>
    /// <param name="at">Now.</param>
    /// <returns>
    /// The changes of the parent, if its visible state changes. Contributions whose values do not change are returned
    /// without a next entry.
    /// </returns>
    public static Decision Decide(
        Entry? parent,
        IReadOnlyDictionary<string, ChildContribution> known,
        IReadOnlyCollection<PipelineState> children,
        string? traceParent,
        int transitionsKept,
        Moment at)
    {
        if (parent is null) return Decision.Only(ApplyStatus.NotFound, null);
        var rollUp = new RollUp(parent.Children);
        var taken = new List<KeyValuePair<string, ChildContribution>>(children.Count);
        var changes = false;
        foreach (var child in children)
        {
            var (next, old) = (ChildContribution.Of(child), Known(known, child.Id));
            if (old?.Position >= next.Position) continue;
            taken.Add(new(child.Id, next));
            // A child that is past its start (as each that was restored is) was counted under its parent's former life,
            // where the parent was lost.
            changes |= rollUp.Take(old, next, child.Position.Version > 1);
        }

        if (!changes) return Decision.Only(ApplyStatus.Unchanged, parent) with { Children = taken };
        var outcomes = ParentMerge.Apply(parent.State, rollUp, transitionsKept, at.Now);
        var state = outcomes.IsEmpty ? parent.State : outcomes[^1].State;
        return new Decision(new ApplyResult(ApplyStatus.Applied, state, []))
        {
            Next = parent with { State = state, Children = rollUp.Totals },
            Changes = Decision.Accepted(outcomes, traceParent, at),
            Children = taken,
            Orphan = parent.Producers.IsEmpty && rollUp.Live == 0 ? OrphanMark.Now : OrphanMark.Leave,
            IsByNode = true,
        };
    }

    private static ChildContribution? Known(IReadOnlyDictionary<string, ChildContribution> known, string id) =>
        known.TryGetValue(id, out var contribution) ? contribution : null;
}
