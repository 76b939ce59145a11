namespace Dpa.Realtime.Backplane;

/// <summary>A state that the store has lost, or has only an older copy of, goes on in a new epoch.</summary>
internal static class Restoring
{
    /// <summary>Whether the store knows less than what is held.</summary>
    public static bool IsLost(Entry? entry, PipelineState held) =>
        entry is null || entry.State.Position < held.Position;

    /// <summary>
    /// Whether the store has a run that began after the held one, which has ended. Its epoch is the lesser one where
    /// the store had lost the former run and the clocks of two nodes differ: it goes on in an epoch that those accept
    /// who hold the former.
    /// </summary>
    public static bool IsSucceeded(Entry? entry, PipelineState held) =>
        held.IsEnded && entry?.State.CreatedAt > held.CreatedAt && IsLost(entry, held);

    /// <summary>Restores a state, unless the store knows it or a newer one, and admits its producer again.</summary>
    /// <param name="entry">What is there; null where the id is unknown.</param>
    /// <param name="held">The state as a node, a producer or the archive held it.</param>
    /// <param name="token">
    /// The token of the producer that reconnects, or null. Its count of take-overs is the state's.
    /// </param>
    /// <param name="epoch">A new epoch, greater than the state's.</param>
    /// <param name="producers">
    /// Of the state that is held: how far each producer had counted, where that is known.
    /// </param>
    /// <param name="children">What the state's children contribute, as far as the store still knows it.</param>
    /// <param name="at">Now.</param>
    public static Decision Decide(
        Entry? entry,
        PipelineState held,
        string? token,
        string epoch,
        ProducerTable? producers,
        IReadOnlyCollection<KeyValuePair<string, ChildContribution>> children,
        Moment at)
    {
        if (IsLost(entry, held)) return Restore(entry, held, token, epoch, producers, children, at);
        return token is null ? Decision.Only(ApplyStatus.Unchanged, entry) : Admitting.Again(entry!, token, held.Fence);
    }

    /// <summary>Lets a pipeline go on in an epoch of its own although nothing newer is held.</summary>
    public static Decision Continue(
        Entry entry, string epoch, IReadOnlyCollection<KeyValuePair<string, ChildContribution>> children, Moment at) =>
        Restore(entry, entry.State, null, epoch, null, children, at);

    /// <summary>
    /// Whether restoring <paramref name="held"/> over the entry leaves something out that the entry had accepted.
    /// </summary>
    public static bool LeavesOut(Entry? entry, PipelineState held, int transitionsKept, Moment at) =>
        entry is not null && IsLost(entry, held) && !ForkMerge.Of(held, entry.State, transitionsKept, at.Now).IsEmpty;

    /// <summary>Applies again what is known to have been accepted and the copy lacks that goes on.</summary>
    /// <param name="entry">What is there.</param>
    /// <param name="accepted">The state that was accepted and is not the entry's past.</param>
    /// <param name="transitionsKept">How many transitions a state carries.</param>
    /// <param name="at">Now.</param>
    public static Decision Republish(Entry? entry, PipelineState accepted, int transitionsKept, Moment at)
    {
        if (entry is null) return Decision.Only(ApplyStatus.Unchanged, null);
        var outcomes = ForkMerge.Of(entry.State, accepted, transitionsKept, at.Now);
        if (outcomes is not [.., var last]) return Decision.Only(ApplyStatus.Unchanged, entry);
        return new Decision(new ApplyResult(last.Status, last.State, [.. outcomes.SelectMany(o => o.Transitions)]))
        {
            Next = entry with { State = last.State },
            Changes = Decision.Accepted(outcomes, null, at),
            IsByNode = true,
        };
    }

    private static Decision Restore(
        Entry? entry,
        PipelineState held,
        string? token,
        string epoch,
        ProducerTable? producers,
        IReadOnlyCollection<KeyValuePair<string, ChildContribution>> children,
        Moment at)
    {
        var fence = Math.Max(held.Fence, entry?.State.Fence ?? 0);
        var isFenced = held.Fence < fence;
        var state = PipelineMerge.Continue(held, epoch) with { Fence = fence };
        var next = new Entry(state) { Producers = Counted(entry, held, producers), Children = Totals(state, children) };
        var isAdmitted = token is not null && !isFenced;
        if (isAdmitted) next = next.Admit(token!, exclusive: false);
        var status = token is null || isAdmitted ? ApplyStatus.Applied : ApplyStatus.ProducerReplaced;
        return new Decision(new ApplyResult(status, state, []))
        {
            Next = next,
            Changes = [Decision.Accepted(state, null, at)],
            LeaseToken = isAdmitted ? token : null,
            // Its producer may reconnect within the time of a lease.
            Orphan = next.Producers.IsEmpty ? OrphanMark.Now : OrphanMark.Clear,
            Children = held.Children.IsEmpty ? [] : children,
            IsNewEpoch = true,
            Restores = held.Position,
        };
    }

    /// <summary>
    /// The admitted producers and the last sequence of each, from the copy that is further on. A producer that only the
    /// older copy knows stays admitted, unless the newer one was taken over since.
    /// </summary>
    private static ProducerTable Counted(Entry? entry, PipelineState held, ProducerTable? known)
    {
        if (entry is null || held.Fence > entry.State.Fence) return known ?? ProducerTable.Empty;
        if (known is not { } later || held.Fence < entry.State.Fence) return entry.Producers;
        return entry.Producers.SetItems(later.Where(
            p => !entry.Producers.TryGetValue(p.Key, out var old) || p.Value.Sequence > old.Sequence));
    }

    private static ChildTotals? Totals(
        PipelineState restored, IReadOnlyCollection<KeyValuePair<string, ChildContribution>> children)
    {
        if (restored.Children.IsEmpty) return null;
        var rollUp = new RollUp(restored);
        foreach (var (_, contribution) in children) rollUp.Take(null, contribution, wasCounted: true);
        return rollUp.Totals;
    }
}
