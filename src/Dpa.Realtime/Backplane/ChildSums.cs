namespace Dpa.Realtime.Backplane;

/// <summary>
/// Counts by status, weights and weighted progress of a set of children, kept up to date one child at a time.
/// </summary>
internal sealed class ChildSums
{
    private readonly int[] _counts;

    public ChildSums()
        : this(new int[(int)PipelineStatus.Waiting + 1])
    {
    }

    private ChildSums(int[] counts) => _counts = counts;

    public int Count { get; private set; }

    public double Weight { get; private set; }

    public double WeightedProgress { get; private set; }

    /// <summary>How many are not at their end.</summary>
    public int Live =>
        Count - this[PipelineStatus.Completed] - this[PipelineStatus.Failed] - this[PipelineStatus.Cancelled];

    public int this[PipelineStatus status] => _counts[(int)status];

    /// <summary>Of no children; never written to.</summary>
    public static ChildSums None { get; } = new();

    public ChildSums Copy() =>
        new([.. _counts])
        {
            Count = Count, Weight = Weight, WeightedProgress = WeightedProgress,
        };

    public void Add(PipelineStatus status, double weight, double weightedProgress, int count = 1)
    {
        _counts[(int)status] += count;
        Count += count;
        Weight += weight;
        WeightedProgress += weightedProgress;
    }

    public void Remove(PipelineStatus status, double weight, double weightedProgress)
    {
        _counts[(int)status]--;
        if (--Count == 0)
        {
            // An empty set is exactly empty, whatever floating point made of the sums.
            Weight = WeightedProgress = 0;
            return;
        }

        Weight = Math.Max(0, Weight - weight);
        WeightedProgress = Math.Clamp(WeightedProgress - weightedProgress, 0, 100 * Weight);
    }
}
