namespace Dpa.Realtime;

/// <summary>The new values of one stage, absolute.</summary>
public sealed record StageChange
{
    /// <summary>The stage's type. A stage that the pipeline does not have yet is added at the end.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// The stage version that the producer built on; another producer's newer one makes the change a
    /// <see cref="ApplyStatus.Conflict"/>. Null: not checked.
    /// </summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>The new status, or null to leave it.</summary>
    public PipelineStatus? Status { get; init; }

    /// <summary>
    /// True begins a new attempt: the attempt is raised by one. Not together with
    /// <see cref="PipelineStatus.Interrupted"/> or <see cref="PipelineStatus.Cancelling"/>.
    /// </summary>
    public bool NewAttempt { get; init; }

    /// <summary>
    /// With <see cref="NewAttempt"/>: whether progress and units are kept (recovery from a checkpoint) or begin at 0 (a
    /// retry).
    /// </summary>
    public bool KeepProgress { get; init; }

    /// <summary>True records a warning: a transition without a change of status.</summary>
    public bool Warning { get; init; }

    /// <summary>0–100; a value below the attempt's highest is held at that. Null leaves it.</summary>
    public double? Progress { get; init; }

    /// <summary>Whether progress means nothing yet. Null leaves it.</summary>
    public bool? Indeterminate { get; init; }

    /// <summary>The new message, or null to leave it.</summary>
    public string? Message { get; init; }

    /// <summary>Units done, or null to leave them.</summary>
    public long? CompletedUnits { get; init; }

    /// <summary>Units in all, or null to leave them.</summary>
    public long? TotalUnits { get; init; }

    /// <summary>What a unit is, or null to leave it.</summary>
    public string? Unit { get; init; }

    /// <summary>The new estimate, null for none; taken together with <see cref="Progress"/>.</summary>
    public TimeSpan? Eta { get; init; }

    /// <summary>Why the stage failed; each text is cut at its bound.</summary>
    public ProgressError? Error { get; init; }

    /// <summary>Name, weight and the like of a stage that the pipeline does not have yet; null otherwise.</summary>
    public StageDefinition? Definition { get; init; }
}
