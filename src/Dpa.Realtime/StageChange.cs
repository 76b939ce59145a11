using Dpa.Realtime.Backplane;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime;

/// <summary>The new values of one stage, absolute.</summary>
public sealed record StageChange
{
    private readonly long _expectedVersion = Optional.None;
    private readonly double _progress = double.NaN;
    private readonly long _completedUnits = Optional.None;
    private readonly long _totalUnits = Optional.None;
    private readonly long _eta = Optional.None; // in ticks
    private readonly EtaRange? _etaRange;

    /// <summary>The stage's type. A stage that the pipeline does not have yet is added at the end.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// The stage version that the producer built on; another producer's newer one makes the change a
    /// <see cref="ApplyStatus.Conflict"/>. Null: not checked.
    /// </summary>
    public long? ExpectedVersion
    {
        get => Optional.Number(_expectedVersion);
        init => _expectedVersion = Optional.Of(value);
    }

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
    public double? Progress
    {
        get => Optional.Percent(_progress);
        init => _progress = Optional.Of(value);
    }

    /// <summary>Whether progress means nothing yet. Null leaves it.</summary>
    public bool? Indeterminate { get; init; }

    /// <summary>The new message, or null to leave it.</summary>
    public string? Message { get; init; }

    /// <summary>Units done, or null to leave them.</summary>
    public long? CompletedUnits
    {
        get => Optional.Number(_completedUnits);
        init => _completedUnits = Optional.Of(value);
    }

    /// <summary>Units in all, or null to leave them.</summary>
    public long? TotalUnits
    {
        get => Optional.Number(_totalUnits);
        init => _totalUnits = Optional.Of(value);
    }

    /// <summary>What a unit is, or null to leave it.</summary>
    public string? Unit { get; init; }

    /// <summary>The new estimate, null for none; taken together with <see cref="Progress"/>.</summary>
    public TimeSpan? Eta
    {
        get => Optional.Time(_eta);
        init => _eta = Optional.Of(value);
    }

    /// <summary>
    /// The lower end of the range in which <see cref="Eta"/> probably lies, null for none; taken together with it and
    /// <see cref="EtaHigh"/>, and held at most at <see cref="Eta"/>.
    /// </summary>
    public TimeSpan? EtaLow
    {
        get => _etaRange?.Low;
        init => _etaRange = EtaRange.Of(value, EtaHigh);
    }

    /// <summary>The upper end of that range, null for none; held at least at <see cref="Eta"/>.</summary>
    public TimeSpan? EtaHigh
    {
        get => _etaRange?.High;
        init => _etaRange = EtaRange.Of(EtaLow, value);
    }

    /// <summary>The three as one.</summary>
    internal Estimate Estimate
    {
        get => Estimate.Of(Eta, EtaLow, EtaHigh);
        init => (Eta, _etaRange) = (value.Left, EtaRange.Of(value.Low, value.High));
    }

    /// <summary>Why the stage failed; each text is cut at its bound.</summary>
    public ProgressError? Error { get; init; }

    /// <summary>Name, weight and the like of a stage that the pipeline does not have yet; null otherwise.</summary>
    public StageDefinition? Definition { get; init; }
}
