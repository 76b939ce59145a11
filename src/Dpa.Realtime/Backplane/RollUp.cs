using System.Collections.Immutable;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Backplane;

/// <summary>What a parent knows of its children: sums that are kept up to date child by child, so that 10,000 children cost no more than one. Guarded by the parent's lock.</summary>
internal sealed class RollUp
{
    private readonly Dictionary<string, Contribution> _children = new(StringComparer.Ordinal);
    private readonly SortedDictionary<PipelineStatus, int> _counts = [];
    private double _sum;
    private double _weights;

    /// <summary>Takes a child's state; an older one than is known is ignored.</summary>
    /// <returns>Whether the parent's picture changed.</returns>
    public bool Take(PipelineState child)
    {
        var known = _children.TryGetValue(child.Id, out var old);
        if (known && old.Position >= child.Position) return false;
        if (known)
        {
            _sum -= old.Weight * old.Progress;
            _weights -= old.Weight;
            if (--_counts[old.Status] == 0) _counts.Remove(old.Status);
        }

        _children[child.Id] = new Contribution(child.Position, child.Status, child.OverallProgress, child.Weight);
        _sum += child.Weight * child.OverallProgress;
        _weights += child.Weight;
        _counts[child.Status] = _counts.GetValueOrDefault(child.Status) + 1;
        return !known || old.Status != child.Status || old.Progress != child.OverallProgress;
    }

    /// <summary>The parent's next state, or null where nothing that it shows changed.</summary>
    public PipelineState? Apply(PipelineState parent, DateTimeOffset now)
    {
        var mean = _weights > 0 ? WireNumbers.Percent(_sum / _weights) : 0;
        var overall = parent.Status == PipelineStatus.Completed ? 100 : Math.Max(parent.OverallProgress, mean);
        var counts = _counts.ToImmutableSortedDictionary();
        if (overall == parent.OverallProgress && counts.SequenceEqual(parent.Children)) return null;
        return parent with
        {
            Position = parent.Position with { Version = parent.Position.Version + 1 },
            OverallProgress = overall,
            Children = counts,
            Timestamp = now > parent.Timestamp ? now : parent.Timestamp,
        };
    }

    private readonly record struct Contribution(PipelinePosition Position, PipelineStatus Status, double Progress, double Weight);
}
