using Dpa.Realtime.Backplane;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime;

/// <summary>
/// The state of one stage at a version of its pipeline; never changes
/// (docs/protocol.md#pipeline_progress-the-full-state, <c>stages[]</c>).
/// </summary>
public sealed record StageState
{
    private readonly long _completedUnits = Optional.None;
    private readonly long _totalUnits = Optional.None;
    private readonly long _eta = Optional.None; // in ticks
    private readonly EtaRange? _etaRange;
    private readonly DateTimeOffset _startedAt;
    private readonly DateTimeOffset _completedAt;

    /// <summary>The stage's type, unique in its pipeline; on the wire <c>id</c> and <c>stage_type</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The stage's identity over all pipelines: <c>pipeline_id:id</c>.</summary>
    public required string StageId { get; init; }

    /// <summary>The human-readable name.</summary>
    public required string Name { get; init; }

    /// <summary>The pipeline's version at which this stage last changed.</summary>
    public long Version { get; init; }

    /// <summary>Its share of the overall progress.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>The status.</summary>
    public PipelineStatus Status { get; init; }

    /// <summary>The word that this version does not know; see <see cref="PipelineState.StatusWord"/>.</summary>
    public string? StatusWord { get; init; }

    /// <summary>0–100 with at most two decimals; never goes back within an attempt.</summary>
    public double Progress { get; init; }

    /// <summary>Counts from 1; 0 before the first.</summary>
    public int Attempt { get; init; }

    /// <summary>The newest human-readable message.</summary>
    public string? Message { get; init; }

    /// <summary>How many units are done, or null where units make no sense.</summary>
    public long? CompletedUnits
    {
        get => Optional.Number(_completedUnits);
        init => _completedUnits = Optional.Of(value);
    }

    /// <summary>How many units there are in all, or null where that is not known.</summary>
    public long? TotalUnits
    {
        get => Optional.Number(_totalUnits);
        init => _totalUnits = Optional.Of(value);
    }

    /// <summary>What a unit is, for example <c>pages</c>.</summary>
    public string? Unit { get; init; }

    /// <summary>The estimated time to the stage's end, or null where there is no estimate.</summary>
    public TimeSpan? Eta
    {
        get => Optional.Time(_eta);
        init => _eta = Optional.Of(value);
    }

    /// <summary>
    /// The lower end of the range in which <see cref="Eta"/> probably lies, or null where no range is known; there
    /// together with <see cref="EtaHigh"/>.
    /// </summary>
    public TimeSpan? EtaLow
    {
        get => _etaRange?.Low;
        init => _etaRange = EtaRange.Of(value, EtaHigh);
    }

    /// <summary>The upper end of that range.</summary>
    public TimeSpan? EtaHigh
    {
        get => _etaRange?.High;
        init => _etaRange = EtaRange.Of(EtaLow, value);
    }

    /// <summary>The three as one.</summary>
    internal Estimate Estimate
    {
        get => new(Eta, EtaLow, EtaHigh);
        init => (Eta, _etaRange) = (value.Left, EtaRange.Of(value.Low, value.High));
    }

    /// <summary>Whether the stage can stop at a checkpoint.</summary>
    public bool CanInterrupt { get; init; }

    /// <summary>Whether <see cref="Progress"/> means nothing yet.</summary>
    public bool Indeterminate { get; init; }

    /// <summary>When its present attempt began.</summary>
    public DateTimeOffset? StartedAt
    {
        get => Optional.Moment(_startedAt);
        init => _startedAt = Optional.Of(value);
    }

    /// <summary>When its present attempt ended.</summary>
    public DateTimeOffset? CompletedAt
    {
        get => Optional.Moment(_completedAt);
        init => _completedAt = Optional.Of(value);
    }

    /// <summary>Why it failed.</summary>
    public ProgressError? Error { get; init; }

    /// <summary>How long the present attempt took, once it ended.</summary>
    public TimeSpan? Duration => CompletedAt - StartedAt;
}
