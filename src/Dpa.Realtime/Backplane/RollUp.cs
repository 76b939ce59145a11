using System.Collections.Immutable;

namespace Dpa.Realtime.Backplane;

/// <summary>
/// A parent's sums over its children: kept up to date child by child, so that one change among 10,000 children costs no
/// more than among one. A parent that was restored knows its children's sums but not their names; each that reports
/// again takes the place of a nameless one. One decision's own: not thread-safe.
/// </summary>
internal sealed class RollUp
{
    private readonly ChildSums _named;
    private ChildSums _nameless;
    private bool _isNamelessOwn;

    /// <summary>Goes on from the sums of an entry; null for none.</summary>
    public RollUp(ChildTotals? totals)
    {
        _named = totals?.Named.Copy() ?? new ChildSums();
        _nameless = totals?.Nameless ?? ChildSums.None;
    }

    /// <summary>Continues from the counts in a restored parent's state.</summary>
    public RollUp(PipelineState restored)
    {
        _named = new ChildSums();
        _nameless = new ChildSums();
        _isNamelessOwn = true;
        foreach (var (status, count) in restored.Children) _nameless.Add(status, 0, 0, count);
        var weight = restored.ChildrenWeight + NotStarted(restored, _nameless.Count);
        _nameless.Add(default, restored.ChildrenWeight, weight * restored.ChildrenProgress, 0);
    }

    public int Count => _named.Count + _nameless.Count;

    /// <summary>How many children are not at their end.</summary>
    public int Live => _named.Live + _nameless.Live;

    /// <summary>The sums for the next entry; nothing is taken after that.</summary>
    public ChildTotals Totals => new(_named, _nameless);

    public int Of(PipelineStatus status) => _named[status] + _nameless[status];

    /// <summary>Takes what a child contributes now.</summary>
    /// <param name="old">What it contributed before; null where it is not known.</param>
    /// <param name="next">What it contributes now.</param>
    /// <param name="wasCounted">Whether the parent, before it was lost, counted this child already.</param>
    /// <returns>Whether the picture changed.</returns>
    public bool Take(ChildContribution? old, ChildContribution next, bool wasCounted)
    {
        if (old is { } known)
        {
            if (next.IsLike(known)) return false;
            _named.Remove(known.Status, known.Weight, known.Weight * known.Progress);
        }
        else if (wasCounted && _nameless.Count > 0)
        {
            RemoveNameless(next);
        }

        _named.Add(next.Status, next.Weight, next.Weight * next.Progress);
        return true;
    }

    /// <summary>
    /// The parent with the children's counts, mean and overall progress; its version is the caller's matter.
    /// </summary>
    public PipelineState Describe(PipelineState parent) => Describe(parent, parent.Position, parent.Timestamp);

    /// <summary>The same, at another position.</summary>
    public PipelineState Describe(PipelineState parent, PipelinePosition position, DateTimeOffset timestamp)
    {
        var started = _named.Weight + _nameless.Weight;
        var weight = started + NotStarted(parent, Count);
        var mean = weight > 0 ? Math.Min(100, (_named.WeightedProgress + _nameless.WeightedProgress) / weight) : 0;
        return parent with
        {
            Position = position,
            Timestamp = timestamp,
            ChildrenShown = parent.ChildrenShown.Or(Counts(parent.Children), started, mean),
            OverallProgress = Math.Max(parent.OverallProgress, OverallProgress.Of(parent.Status, mean)),
        };
    }

    /// <summary>
    /// The weight of children that are expected and have not started yet: they count as 0 %, with weight 1 each.
    /// </summary>
    private static int NotStarted(PipelineState parent, int started) =>
        Math.Max(0, (parent.ExpectedChildren ?? 0) - started);

    /// <summary>The parent's own immutable counts; a new object is created only where they differ.</summary>
    private ImmutableSortedDictionary<PipelineStatus, int> Counts(ImmutableSortedDictionary<PipelineStatus, int> before)
    {
        var counts = before;
        for (var status = PipelineStatus.Pending; status <= PipelineStatus.Waiting; status++)
            counts = Of(status) > 0 ? counts.SetItem(status, Of(status)) : counts.Remove(status);
        return counts;
    }

    /// <summary>The entry's own sums do not change: they are copied first.</summary>
    private void RemoveNameless(ChildContribution next)
    {
        if (!_isNamelessOwn) _nameless = _nameless.Copy();
        _isNamelessOwn = true;
        _nameless.Remove(NamelessLike(next.Status), next.Weight, next.Weight * next.Progress);
    }

    private PipelineStatus NamelessLike(PipelineStatus status)
    {
        if (_nameless[status] > 0) return status;
        if (_nameless[PipelineStatus.Waiting] > 0) return PipelineStatus.Waiting;
        var found = status;
        for (var other = PipelineStatus.Cancelled; other >= PipelineStatus.Pending; other--)
            if (_nameless[other] > 0) found = other; // the last found is the one furthest from an end
        return found;
    }
}
