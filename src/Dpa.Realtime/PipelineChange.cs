using System.Collections.Immutable;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime;

/// <summary>
/// What a producer asks the backplane to merge: absolute for each stage that it names, and for the pipeline's own
/// fields that are not null.
/// </summary>
public sealed record PipelineChange
{
    /// <summary>The pipeline.</summary>
    public required string PipelineId { get; init; }

    /// <summary>The producer's token.</summary>
    public required string ProducerToken { get; init; }

    /// <summary>
    /// The producer's own count of its changes, growing; a repeat changes nothing and answers as before.
    /// </summary>
    public required long Sequence { get; init; }

    /// <summary>
    /// The stages that change, in order. A stage's progress that comes too late is left out; a change that would hold
    /// nothing else is refused.
    /// </summary>
    public ImmutableArray<StageChange> Stages { get; init; } = [];

    /// <summary>The pipeline's new status, or null to leave it.</summary>
    public PipelineStatus? Status { get; init; }

    /// <summary>
    /// True begins a new attempt of the pipeline (a retry, or a recovery after a lost producer); its status is then
    /// processing or pending.
    /// </summary>
    public bool NewAttempt { get; init; }

    /// <summary>
    /// True records a warning of the pipeline: a transition without a change of status, before that of
    /// <see cref="Status"/> where there is one.
    /// </summary>
    public bool Warning { get; init; }

    /// <summary>
    /// True brings every stage that is under way to what <see cref="Status"/> (an end, or interrupted) means for it.
    /// </summary>
    public bool EndOpenStages { get; init; }

    /// <summary>The pipeline's new message, or null to leave it.</summary>
    public string? Message { get; init; }

    /// <summary>
    /// Why the pipeline failed, or was interrupted without being asked to; each text is cut at its bound.
    /// </summary>
    public ProgressError? Error { get; init; }

    /// <summary>The pipeline's new estimate, or null to leave it.</summary>
    public TimeSpan? Eta { get; init; }

    /// <summary>
    /// The lower end of the range in which <see cref="Eta"/> probably lies, null for none; taken together with it and
    /// <see cref="EtaHigh"/>, and held at most at <see cref="Eta"/>.
    /// </summary>
    public TimeSpan? EtaLow { get; init; }

    /// <summary>The upper end of that range, null for none; held at least at <see cref="Eta"/>.</summary>
    public TimeSpan? EtaHigh { get; init; }

    /// <summary>The new value of the stalled flag, or null to leave it; any report clears it.</summary>
    public bool? Stalled { get; init; }

    /// <summary>The three as one.</summary>
    internal Estimate Estimate => Estimate.Of(Eta, EtaLow, EtaHigh);

    /// <summary>Attributes to set; those whose value is null are removed. Null leaves all.</summary>
    internal ImmutableSortedDictionary<string, string?>? Attributes { get; init; }

    /// <summary>The attempt's result, or null to leave it.</summary>
    internal PipelineResult? Result { get; init; }

    /// <summary>A question that the pipeline, or the stage that is named with it, asks and waits for.</summary>
    internal PipelineQuestion? Ask { get; init; }

    /// <summary>The id of an open question that is not asked any more; anything else is left as it is.</summary>
    internal string? Withdraw { get; init; }

    /// <summary>A person's answer to the open question. It needs no token.</summary>
    internal QuestionAnswer? Answer { get; init; }

    /// <summary>The W3C trace context of the report, or null.</summary>
    public string? TraceParent { get; init; }
}
