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

    /// <summary>One write of this node at a time: parallel writes would only conflict. Guards the rest.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>
    /// Null if it must be read. A stale entry does no harm: its tag is not the current one, and the commit returns the
    /// newest entry.
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

    /// <summary>When this node last put it on its owner's list; null for never.</summary>
    public long? ListedAt { get; set; }

    /// <summary>Records the contributions of children, once the decision is committed.</summary>
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
