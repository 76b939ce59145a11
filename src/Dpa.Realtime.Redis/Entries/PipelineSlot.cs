using System.Collections.Concurrent;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Redis.Entries;

/// <summary>
/// What this node keeps of a pipeline that it writes: the entry as it last knew it, so that a write needs no read
/// before it.
/// </summary>
internal sealed class PipelineSlot
{
    public const int MaxChildren = 10_000;

    /// <summary>One write of this node at a time: they would only be each other's conflicts. Guards the rest.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>
    /// Null where it has to be read. A stale one does no harm: its tag is not the present one, and the commit answers
    /// the newest.
    /// </summary>
    public StoredEntry? Entry { get; set; }

    /// <summary>
    /// Of a parent: children's contributions as of <see cref="Entry"/>, as far as this node needed them.
    /// </summary>
    public Dictionary<string, ChildContribution> Children { get; } = new(StringComparer.Ordinal);

    /// <summary>The newest entry that this node knows to be accepted; restored if Redis loses it.</summary>
    public StoredEntry? HeldEntry { get; private set; }

    public PipelineState? Held => HeldEntry?.State;

    /// <summary>
    /// The producers of this node, with the count of take-overs and the epoch under which each was last accepted.
    /// </summary>
    public ConcurrentDictionary<string, (long Fence, string Epoch)> Producers { get; } = new(StringComparer.Ordinal);

    public long UsedAt { get; set; }

    /// <summary>What children contribute, once the decision holds.</summary>
    public void Contribute(Decision decision)
    {
        if (decision.IsNewEpoch) Children.Clear();
        foreach (var (child, contribution) in decision.Children) Children[child] = contribution;
    }

    public void Know(StoredEntry? entry)
    {
        Entry = entry;
        if (entry is not null && (Held is null || entry.State.Position >= Held.Position)) HeldEntry = entry;
    }
}
