namespace Dpa.Realtime.Backplane;

/// <summary>A pipeline starts: a new one, or an ended one again.</summary>
internal static class Starting
{
    /// <param name="entry">What is there; null where the id is unknown.</param>
    /// <param name="start">What it is; already validated.</param>
    /// <param name="token">The token of the run that starts it.</param>
    /// <param name="epoch">A new epoch, greater than any that is known for the id.</param>
    /// <param name="traceParent">The trace that the start belongs to, or null.</param>
    /// <param name="at">Now.</param>
    public static Decision Decide(
        Entry? entry, PipelineStart start, string token, string epoch, string? traceParent, Moment at)
    {
        // Known already: the first answer did not arrive.
        if (entry is not null && entry.Producers.ContainsKey(token)) return Decision.Only(ApplyStatus.Applied, entry);
        if (entry is { State.IsEnded: false }) return Decision.Only(ApplyStatus.AlreadyLive, entry);
        var state = PipelineMerge.Create(start, epoch, at.Now);
        if (entry is not null) state = state with { Fence = entry.State.Fence + 1 };
        return new Decision(new ApplyResult(ApplyStatus.Applied, state, []))
        {
            Next = new Entry(state).Admit(token, exclusive: true),
            Changes = [Decision.Accepted(state, traceParent, at)],
            LeaseToken = token,
            Orphan = OrphanMark.Clear,
            IsNewEpoch = true,
        };
    }
}
