namespace Dpa.Realtime.Backplane;

/// <summary>A producer is admitted, beside the others or instead of them.</summary>
internal static class Admitting
{
    /// <param name="entry">What is there; null where the id is unknown.</param>
    /// <param name="token">The new producer's token.</param>
    /// <param name="exclusive">True fences all older tokens off: the count of take-overs grows by one.</param>
    public static Decision Decide(Entry? entry, string token, bool exclusive)
    {
        if (entry is null) return Decision.Only(ApplyStatus.NotFound, null);
        return exclusive ? Fence(entry, token, entry.State.Fence + 1) : Admit(entry, token, exclusive: false);
    }

    /// <summary>
    /// A producer whose pipeline's state was restored is admitted again, unless it had been fenced off before.
    /// </summary>
    /// <param name="entry">What is there.</param>
    /// <param name="token">The producer's token.</param>
    /// <param name="fence">
    /// The count of take-overs that the producer knows. A greater one fences off those who came first.
    /// </param>
    public static Decision Again(Entry entry, string token, long fence)
    {
        if (fence < entry.State.Fence) return Decision.Only(ApplyStatus.ProducerReplaced, entry);
        return fence > entry.State.Fence ? Fence(entry, token, fence) : Admit(entry, token, exclusive: false);
    }

    private static Decision Fence(Entry entry, string token, long fence) =>
        Admit(entry with { State = entry.State with { Fence = fence } }, token, exclusive: true);

    private static Decision Admit(Entry entry, string token, bool exclusive) =>
        new(new ApplyResult(ApplyStatus.Applied, entry.State, []))
        {
            Next = entry.Admit(token, exclusive),
            LeaseToken = token,
            Orphan = OrphanMark.Clear,
        };
}
