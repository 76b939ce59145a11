using System.Collections.Immutable;

namespace Dpa.Realtime.Backplane;

/// <summary>What a parent's state shows of its children.</summary>
/// <param name="Counts">How many have each status.</param>
/// <param name="Weight">The weights of all that have started.</param>
/// <param name="Progress">The weighted mean of all.</param>
internal sealed record ChildrenShown(
    ImmutableSortedDictionary<PipelineStatus, int> Counts, double Weight, double Progress)
{
    /// <summary>Of a pipeline that is no parent.</summary>
    public static ChildrenShown None { get; } = new(ImmutableSortedDictionary<PipelineStatus, int>.Empty, 0, 0);

    /// <summary>These, or the very same where nothing differs.</summary>
    public ChildrenShown Or(ImmutableSortedDictionary<PipelineStatus, int> counts, double weight, double progress) =>
        ReferenceEquals(Counts, counts) && Weight.Equals(weight) && Progress.Equals(progress)
            ? this
            : new(counts, weight, progress);
}
