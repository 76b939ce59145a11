namespace Dpa.Realtime.Client;

/// <summary>The state of one stage; never changes. (Attempt, progress) of a stage never goes back.</summary>
public sealed record StageState
{
    /// <summary>The stage's type, for example <c>parse</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The id of this stage of this pipeline.</summary>
    public required string StageId { get; init; }

    /// <summary>The human-readable name.</summary>
    public required string Name { get; init; }

    /// <summary>The pipeline's version at this stage's last change.</summary>
    public long Version { get; init; }

    /// <summary>Its share of the overall progress, relative to the other stages.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>The status.</summary>
    public PipelineStatus Status { get; init; }

    /// <summary>
    /// The server's own word for the status, if this client does not know it. Then <see cref="Status"/> is
    /// <see cref="PipelineStatus.Processing"/>, or <see cref="PipelineStatus.Cancelled"/> if the attempt has ended.
    /// Otherwise null.
    /// </summary>
    public string? StatusWord { get; init; }

    /// <summary>0–100 with at most two decimals; without meaning while <see cref="Indeterminate"/>.</summary>
    public double Progress { get; init; }

    /// <summary>Counts from 1; 0 for a stage that never began.</summary>
    public int Attempt { get; init; }

    /// <summary>The newest human-readable message, or null.</summary>
    public string? Message { get; init; }

    /// <summary>How many units are done, or null if units were not reported.</summary>
    public long? CompletedUnits { get; init; }

    /// <summary>How many units there are, or null.</summary>
    public long? TotalUnits { get; init; }

    /// <summary>What is counted, for example <c>pages</c>, or null.</summary>
    public string? Unit { get; init; }

    /// <summary>The estimated time to the stage's end, or null.</summary>
    public TimeSpan? Eta { get; init; }

    /// <summary>
    /// The lower end of the range in which <see cref="Eta"/> probably lies, or null if no range is known; present
    /// together with <see cref="EtaHigh"/>.
    /// </summary>
    public TimeSpan? EtaLow { get; init; }

    /// <summary>The upper end of that range, or null.</summary>
    public TimeSpan? EtaHigh { get; init; }

    /// <summary>Whether the stage can be interrupted.</summary>
    public bool CanInterrupt { get; init; }

    /// <summary>Whether <see cref="Progress"/> has no meaning yet.</summary>
    public bool Indeterminate { get; init; }

    /// <summary>When the current attempt began, or null.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the current attempt ended, or null.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Why it failed, or null.</summary>
    public ProgressError? Error { get; init; }

    /// <summary>How long the current attempt took; null before its end.</summary>
    public TimeSpan? Duration => CompletedAt - StartedAt;

    /// <summary>Whether the attempt is at its end (completed, failed, cancelled or skipped).</summary>
    public bool IsEnded => StatusNames.IsEnd(Status);
}
