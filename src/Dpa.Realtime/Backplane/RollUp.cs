using System.Collections.Immutable;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Backplane;

/// <summary>
/// What a parent knows of its children: sums that are kept up to date child by child, so that one change among 10,000 children costs no more than among one.
/// A parent that was restored knows its children's sums but not their names; each that is heard of again takes the place of a nameless one. Guarded by the parent's lock.
/// </summary>
internal sealed class RollUp
{
    private readonly Dictionary<string, ChildContribution> _taken = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, ChildContribution>? _before;
    private readonly ChildSums _named;
    private readonly ChildSums _nameless;

    public RollUp()
        : this(new ChildSums(), new ChildSums(), null)
    {
    }

    /// <summary>Goes on from sums that were kept elsewhere; of the children, those suffice that will be taken.</summary>
    /// <param name="named">Of children that are known.</param>
    /// <param name="nameless">Of children that were counted and are not known any more.</param>
    /// <param name="before">What is known of children. Read, never copied nor written: a parent may have 10,000.</param>
    public RollUp(ChildSums named, ChildSums nameless, IReadOnlyDictionary<string, ChildContribution>? before)
    {
        _named = named;
        _nameless = nameless;
        _before = before;
    }

    /// <summary>Goes on from what a restored parent's state says.</summary>
    public RollUp(PipelineState restored)
        : this()
    {
        foreach (var (status, count) in restored.Children) _nameless.Add(status, 0, 0, count);
        var weight = restored.ChildrenWeight + NotStarted(restored, _nameless.Count);
        _nameless.Add(default, restored.ChildrenWeight, weight * restored.ChildrenProgress, 0);
    }

    public int Count => _named.Count + _nameless.Count;

    /// <summary>How many children are not at their end.</summary>
    public int Live => _named.Live + _nameless.Live;

    public ChildSums Named => _named;

    public ChildSums Nameless => _nameless;

    public int Of(PipelineStatus status) => _named[status] + _nameless[status];

    /// <summary>Takes a child's state; an older one than is known is ignored.</summary>
    /// <param name="child">The child.</param>
    /// <param name="wasCounted">Whether the parent, before it was restored, counted this child already.</param>
    /// <returns>Whether the picture changed.</returns>
    public bool Take(PipelineState child, bool wasCounted) => Take(child.Id, ChildContribution.Of(child), wasCounted);

    /// <inheritdoc cref="Take(PipelineState, bool)"/>
    public bool Take(string childId, ChildContribution next, bool wasCounted)
    {
        var known = _taken.TryGetValue(childId, out var old) || (_before is not null && _before.TryGetValue(childId, out old));
        if (known && old.Position >= next.Position) return false;
        _taken[childId] = next;
        if (known && next.SaysTheSameAs(old)) return false;
        if (known) _named.Remove(old.Status, old.Weight, old.Weight * old.Progress);
        else if (wasCounted && _nameless.Count > 0) _nameless.Remove(NamelessLike(next.Status), next.Weight, next.Weight * next.Progress);
        _named.Add(next.Status, next.Weight, next.Weight * next.Progress);
        return true;
    }

    /// <summary>The parent with the children's counts, mean and overall progress; its version is the caller's matter.</summary>
    public PipelineState Describe(PipelineState parent)
    {
        var started = _named.Weight + _nameless.Weight;
        var weight = started + NotStarted(parent, Count);
        var mean = weight > 0 ? Math.Min(100, (_named.WeightedProgress + _nameless.WeightedProgress) / weight) : 0;
        return parent with
        {
            Children = Counts(parent.Children),
            ChildrenWeight = started,
            ChildrenProgress = mean,
            OverallProgress = Math.Max(parent.OverallProgress, WireNumbers.Percent(mean)),
        };
    }

    /// <summary>The weight of children that are expected and have not started yet: they count as 0 %, with weight 1 each.</summary>
    private static int NotStarted(PipelineState parent, int started) => Math.Max(0, (parent.ExpectedChildren ?? 0) - started);

    /// <summary>The parent's own immutable counts, made anew only where they differ.</summary>
    private ImmutableSortedDictionary<PipelineStatus, int> Counts(ImmutableSortedDictionary<PipelineStatus, int> before)
    {
        var counts = before;
        for (var status = PipelineStatus.Pending; status <= PipelineStatus.Cancelled; status++)
            counts = Of(status) > 0 ? counts.SetItem(status, Of(status)) : counts.Remove(status);
        return counts;
    }

    private PipelineStatus NamelessLike(PipelineStatus status)
    {
        if (_nameless[status] > 0) return status;
        var found = status;
        for (var other = PipelineStatus.Cancelled; other >= PipelineStatus.Pending; other--)
            if (_nameless[other] > 0) found = other; // the last found is the one furthest from an end
        return found;
    }
}
