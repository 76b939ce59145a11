namespace Dpa.Realtime;

/// <summary>One step of a pipeline, as it is declared at the start.</summary>
public sealed class StageDefinition
{
    /// <summary>Declares a stage.</summary>
    /// <param name="id">The stage's type, unique in its pipeline, 1–128 of <c>A–Z a–z 0–9 . _ : -</c>.</param>
    /// <param name="name">The human-readable name, at most 200 characters. Default: the id.</param>
    /// <param name="weight">Its share of the overall progress, greater than 0 and at most 1e15. Default: 1.</param>
    public StageDefinition(string id, string? name = null, double weight = 1)
    {
        Id = id;
        Name = name ?? id;
        Weight = weight;
    }

    /// <summary>The stage's type, unique in its pipeline.</summary>
    public string Id { get; }

    /// <summary>The human-readable name.</summary>
    public string Name { get; }

    /// <summary>Its share of the overall progress, greater than 0 and at most 1e15.</summary>
    public double Weight { get; }

    /// <summary>Whether the stage can stop at a checkpoint. <value>false</value></summary>
    public bool CanInterrupt { get; init; }

    /// <summary>
    /// The status that the stage begins with: pending, or skipped when it is already known not to be needed.
    /// <value>Pending</value>
    /// </summary>
    public PipelineStatus Status { get; init; }
}
