using System.Collections.Immutable;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime;

/// <summary>
/// The full state of a pipeline at one position; never changes. On the wire it is one <c>pipeline_progress</c>
/// (docs/protocol.md#pipeline_progress-the-full-state).
/// </summary>
/// <remarks>
/// Compare <see cref="Position"/> to find out whether something has changed: <c>==</c> compares the lists of two states
/// by reference.
/// </remarks>
public sealed partial record PipelineState
{
    private readonly PipelineDefinition _definition = PipelineDefinition.None;
    private readonly ChildrenShown _children = ChildrenShown.None;
    private readonly long _version;
    private readonly int _stagesJsonBytes = -1;
    private readonly long _eta = Optional.None; // in ticks
    private readonly EtaRange? _etaRange;
    private StageList _stages = new([]); // makes its array when that is asked for

    /// <summary>Makes one with nothing in it.</summary>
    public PipelineState()
    {
    }

    /// <summary>The pipeline's id.</summary>
    public required string Id
    {
        get => _definition.Id;
        init => _definition = _definition with { Id = value };
    }

    /// <summary>Epoch and version of this state.</summary>
    public required PipelinePosition Position
    {
        get => new(_definition.Epoch!, _version);
        init => (_definition, _version) = (_definition.In(value.Epoch), value.Version);
    }

    /// <summary>The older epoch that this one goes on from after its state was lost, or null.</summary>
    public string? Continues
    {
        get => _definition.Continues;
        init => _definition = _definition with { Continues = value };
    }

    /// <summary>How many transitions there were up to this state.</summary>
    public long Transition { get; init; }

    /// <summary>The status.</summary>
    public PipelineStatus Status { get; init; }

    /// <summary>
    /// The word for the status that <see cref="Parse"/> read and this version does not know; otherwise null.
    /// </summary>
    /// <remarks>
    /// <see cref="Status"/> is then <see cref="PipelineStatus.Processing"/>, or <see cref="PipelineStatus.Cancelled"/>
    /// where the attempt has ended. A state that is restored from an archive goes on without it.
    /// </remarks>
    public string? StatusWord { get; init; }

    /// <summary>
    /// 0–100 with at most two decimals: the weighted mean over the stages that are not skipped (for a parent: over the
    /// children); never goes back within an attempt, and is 100 of a completed pipeline alone.
    /// </summary>
    public double OverallProgress { get; init; }

    /// <summary>The type of the stage that is under way, or null.</summary>
    public string? CurrentStage { get; init; }

    /// <summary>The newest human-readable message.</summary>
    public string? Message { get; init; }

    /// <summary>
    /// The time to the end, where the producer estimates it for the whole pipeline; otherwise null. What goes with
    /// reports is <see cref="StageState.Eta"/>.
    /// </summary>
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

    /// <summary>Why it failed.</summary>
    public ProgressError? Error { get; init; }

    /// <summary>
    /// The question that it waits for, or null. It stays open while a pipeline is interrupted whose producer was lost.
    /// </summary>
    public PipelineQuestion? Question { get; init; }

    /// <summary>Counts from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>
    /// What the producer offers; what can be asked for now is in <see cref="CanCancel"/> and its like.
    /// </summary>
    public PipelineControls Controls
    {
        get => _definition.Controls;
        init => _definition = _definition with { Controls = value };
    }

    /// <summary>Whether nothing was reported for <see cref="DpaRealtimeOptions.StallAfter"/>.</summary>
    public bool Stalled { get; init; }

    /// <summary>The user it belongs to.</summary>
    public required string Owner
    {
        get => _definition.Owner;
        init => _definition = _definition with { Owner = value };
    }

    /// <summary>The human-readable name.</summary>
    public string? Name
    {
        get => _definition.Name;
        init => _definition = _definition with { Name = value };
    }

    /// <summary>What kind of work it is.</summary>
    public string? Kind
    {
        get => _definition.Kind;
        init => _definition = _definition with { Kind = value };
    }

    /// <summary>The pipeline of which this is one of many, or null.</summary>
    public string? ParentId
    {
        get => _definition.ParentId;
        init => _definition = _definition with { ParentId = value };
    }

    /// <summary>Its share of its parent's progress.</summary>
    public double Weight
    {
        get => _definition.Weight;
        init => _definition = _definition with { Weight = value };
    }

    /// <summary>For a parent: how many children have each status. Empty where there are none.</summary>
    public ImmutableSortedDictionary<PipelineStatus, int> Children
    {
        get => _children.Counts;
        init => _children = _children.Or(value, _children.Weight, _children.Progress);
    }

    /// <summary>
    /// For a parent: how many children there will be in all, if that was given at its start; otherwise null. With it
    /// the parent ends with its last child.
    /// </summary>
    public int? ExpectedChildren
    {
        get => _definition.ExpectedChildren;
        init => _definition = _definition with { ExpectedChildren = value };
    }

    /// <summary>When it was started.</summary>
    public DateTimeOffset CreatedAt
    {
        get => _definition.CreatedAt;
        init => _definition = _definition with { CreatedAt = value };
    }

    /// <summary>When the change that made this state was accepted.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>The stages in their order.</summary>
    public ImmutableArray<StageState> Stages
    {
        get => _stages.ToImmutableArray();
        init => (_stages, _stagesJsonBytes) = (new StageList(value), -1);
    }

    /// <summary>
    /// The newest transitions, oldest first, at most <see cref="DpaRealtimeOptions.TransitionsKept"/>.
    /// </summary>
    public ImmutableArray<PipelineTransition> Transitions
    {
        get => History.ToImmutableArray();
        init => History = TransitionHistory.Of(value);
    }

    /// <summary>
    /// What this attempt made, or where it is; null until the producer gave it with the end, and where it gave none.
    /// </summary>
    public PipelineResult? Result
    {
        get => _definition.Result;
        init => _definition = _definition with { Result = value };
    }

    /// <summary>The attributes given at its start, with what the producer set and removed since.</summary>
    public ImmutableSortedDictionary<string, string> Attributes
    {
        get => _definition.Attributes;
        init => _definition = _definition with { Attributes = value };
    }

    /// <summary>Whether it is at its end (completed, failed or cancelled).</summary>
    public bool IsEnded => Status is PipelineStatus.Completed or PipelineStatus.Failed or PipelineStatus.Cancelled;

    /// <summary>Whether cancelling can be asked for now.</summary>
    public bool CanCancel =>
        Controls.HasFlag(PipelineControls.Cancel) && !IsEnded && Status != PipelineStatus.Cancelling;

    /// <summary>Whether an interrupt can be asked for now.</summary>
    public bool CanInterrupt =>
        Controls.HasFlag(PipelineControls.Interrupt)
        && Status is (PipelineStatus.Processing or PipelineStatus.Pending or PipelineStatus.Waiting);

    /// <summary>Whether resuming can be asked for now.</summary>
    public bool CanResume => Controls.HasFlag(PipelineControls.Resume) && Status == PipelineStatus.Interrupted;

    /// <summary>Whether a new attempt can be asked for now.</summary>
    public bool CanRetry =>
        Controls.HasFlag(PipelineControls.Retry) && Status is (PipelineStatus.Failed or PipelineStatus.Cancelled);

    /// <summary>
    /// The number of the oldest transition in <see cref="Transitions"/>; one more than <see cref="Transition"/> where
    /// none is kept.
    /// </summary>
    public long TransitionsFrom => History.Count == 0 ? Transition + 1 : History.Span[0].Number;

    /// <summary>The stage of that type, or null.</summary>
    /// <param name="id">The stage's type.</param>
    /// <returns>The stage's state.</returns>
    public StageState? FindStage(string id)
    {
        var index = _stages.IndexOf(id);
        return index < 0 ? null : _stages[index];
    }

    /// <summary>The state as the UTF-8 JSON that goes over the wire, for keeping it in an archive.</summary>
    /// <returns>One JSON object.</returns>
    public byte[] ToUtf8Json() => PipelineStateCodec.Encode(this);

    /// <summary>Reads what <see cref="ToUtf8Json"/> wrote, a later version of this library included.</summary>
    /// <remarks>
    /// A status word that this version does not know is a running status, unless <c>ended</c> stands beside it; the
    /// word itself is in <see cref="StatusWord"/>.
    /// </remarks>
    /// <param name="utf8Json">One JSON object.</param>
    /// <returns>The state.</returns>
    /// <exception cref="System.Text.Json.JsonException">The text is no full state.</exception>
    public static PipelineState Parse(ReadOnlySpan<byte> utf8Json) => PipelineStateCodec.Decode(utf8Json);
}
