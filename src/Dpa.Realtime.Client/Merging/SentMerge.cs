namespace Dpa.Realtime.Client.Merging;

/// <summary>Takes in a position that the server has sent, from a confirmation or a mark
/// (docs/protocol.md#what-a-client-does-with-a-frame).</summary>
internal static class SentMerge
{
    /// <param name="held">What is held, or null.</param>
    /// <param name="sent">All up to here has been sent, and so should be here.</param>
    /// <param name="wantsStages">Whether stages were asked for.</param>
    public static Merged Apply(Held? held, PipelinePosition sent, bool wantsStages)
    {
        if (held is null) return Merged.Heal(null);
        // A change of one stage may come before the answer, and would make the position too new for a "since".
        if (held.State.Position < sent) return Merged.Heal(new Held(held.State, false, held.Ahead));
        return wantsStages && !held.IsComplete ? Merged.Heal(held) : Merged.Ignore(held);
    }
}
