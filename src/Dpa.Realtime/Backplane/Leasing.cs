namespace Dpa.Realtime.Backplane;

/// <summary>
/// Leases: a running pipeline whose last producer is gone ends after a lease's time. Whose lease is over is the
/// store's to know, by its clock.
/// </summary>
internal static class Leasing
{
    /// <summary>
    /// Whether a producer is needed: what is pending, is interrupted or has ended needs none. What waits for an answer
    /// does: somebody has to take it.
    /// </summary>
    public static bool NeedsProducer(PipelineState state) =>
        state.Status is PipelineStatus.Processing or PipelineStatus.Waiting or PipelineStatus.Cancelling;

    /// <summary>
    /// How long a pipeline that has not ended is kept: every change and every renewal of a lease begins it again.
    /// </summary>
    public static TimeSpan Unfinished(TimeSpan configured, TimeSpan lease) =>
        configured > 3 * lease ? configured : 3 * lease;

    /// <summary>
    /// How long a pipeline that has ended is kept: a producer that is still there may be about to begin a new attempt,
    /// and a parent may have still to count it.
    /// </summary>
    public static TimeSpan Ended(TimeSpan configured, TimeSpan lease, bool hasProducers, bool isUncounted)
    {
        var least = isUncounted ? 2 * lease : hasProducers ? lease : TimeSpan.Zero;
        return configured > least ? configured : least;
    }

    /// <summary>A producer's lease begins again, where it is still admitted.</summary>
    public static Decision Renew(Entry? entry, string token) => entry is null || !entry.Producers.ContainsKey(token)
        ? Decision.Only(ApplyStatus.Unchanged, entry)
        : new(new ApplyResult(ApplyStatus.Applied, entry.State, [])) { Next = entry, LeaseToken = token };

    /// <summary>A producer gives its lease up.</summary>
    /// <param name="entry">What is there.</param>
    /// <param name="token">The producer's token.</param>
    /// <param name="isOrphaned">Whether the pipeline has been without a producer since an earlier time.</param>
    public static Decision Release(Entry? entry, string token, bool isOrphaned)
    {
        if (entry is null || !entry.Producers.ContainsKey(token)) return Decision.Only(ApplyStatus.Unchanged, entry);
        var next = entry with { Producers = entry.Producers.Remove(token) };
        return new Decision(new ApplyResult(ApplyStatus.Applied, entry.State, []))
        {
            Next = next,
            Orphan = next.Producers.IsEmpty && !isOrphaned ? OrphanMark.Now : OrphanMark.Leave,
        };
    }

    /// <summary>Decides about a pipeline of which some leases may have expired.</summary>
    /// <param name="entry">What is there.</param>
    /// <param name="expired">The producers whose lease has expired.</param>
    /// <param name="orphanedFor">
    /// How long the pipeline has been without a producer; null where it had one until now.
    /// </param>
    /// <param name="options">The lease, and the status of a pipeline whose producer was lost.</param>
    /// <param name="at">Now.</param>
    public static LeaseDecision Decide(
        Entry entry, IReadOnlyCollection<string> expired, TimeSpan? orphanedFor, DpaRealtimeOptions options, Moment at)
    {
        var state = entry.State;
        var nothing = Decision.Only(ApplyStatus.Unchanged, entry);
        if (!NeedsProducer(state)) return new(nothing, null);
        var next = expired.Count == 0 ? entry : entry with { Producers = entry.Producers.RemoveRange(expired) };
        var dropped = expired.Count == 0 ? nothing : nothing with { Next = next };
        if (!next.Producers.IsEmpty) return new(dropped, null);
        if (state.ExpectedChildren is not null && LiveChildren(state) > 0) // its children carry it on
            return new(nothing with { Next = next, Orphan = OrphanMark.Now }, options.ProducerLease);
        // A lease that ran out has been waited for; one that was given up begins its time when it was given up.
        var left = orphanedFor is { } since ? options.ProducerLease - since : TimeSpan.Zero;
        return left > TimeSpan.Zero ? new(dropped, left) : new(End(next, options, at), null);
    }

    private static Decision End(Entry entry, DpaRealtimeOptions options, Moment at)
    {
        var change = LostProducer.Verdict(entry.State, options.LostProducerStatus);
        var outcome = PipelineMerge.Apply(entry.State, change, options.TransitionsKept, at.Now);
        return new Decision(new ApplyResult(outcome.Status, outcome.State, outcome.Transitions))
        {
            Next = entry with { State = outcome.State },
            Changes = [Decision.Accepted(outcome, null, at)],
            IsByNode = true,
        };
    }

    private static int LiveChildren(PipelineState parent)
    {
        var live = 0;
        foreach (var (status, count) in parent.Children)
            if (!StatusRules.IsEnd(status)) live += count;
        return live;
    }
}
