namespace Dpa.Realtime.Backplane;

/// <summary>What one child adds to its parent, and as of which position of the child.</summary>
internal readonly record struct ChildContribution(
    PipelinePosition Position, PipelineStatus Status, double Weight, double Progress)
{
    public static ChildContribution Of(PipelineState child) =>
        new(child.Position, child.Status, child.Weight, child.OverallProgress);

    public bool IsLike(ChildContribution other) =>
        Status == other.Status && Progress == other.Progress && Weight == other.Weight;
}
