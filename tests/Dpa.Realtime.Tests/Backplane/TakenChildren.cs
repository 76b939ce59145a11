using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Tests.Backplane;

/// <summary>A roll-up with what was taken into it, as a store keeps both.</summary>
internal sealed class TakenChildren(RollUp sums)
{
    private readonly Dictionary<string, ChildContribution> _known = [];

    public TakenChildren()
        : this(new RollUp((ChildTotals?)null))
    {
    }

    public RollUp Sums => sums;

    /// <returns>Whether the picture changed.</returns>
    public bool Take(PipelineState child, bool wasCounted)
    {
        var next = ChildContribution.Of(child);
        ChildContribution? old = _known.TryGetValue(child.Id, out var known) ? known : null;
        if (old?.Position >= next.Position) return false;
        _known[child.Id] = next;
        return sums.Take(old, next, wasCounted);
    }
}
