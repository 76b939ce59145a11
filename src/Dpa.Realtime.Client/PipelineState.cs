using System.Collections.Immutable;

namespace Dpa.Realtime.Client;

/// <summary>
/// The state of a pipeline as it is known at one position; never changes. A pipeline of which nothing is known yet has
/// none: that is null, never a state at 0 %.
/// </summary>
/// <remarks>
/// Compare <see cref="Position"/> to find out whether something has changed: <c>==</c> compares the lists of two states
/// by reference.
/// </remarks>
public sealed record PipelineState
{
    /// <summary>The pipeline's id.</summary>
    public required string Id { get; init; }

    /// <summary>Epoch and version of this state.</summary>
    public required PipelinePosition Position { get; init; }

    /// <summary>The lost epoch that this one continues, or null.</summary>
    public string? Continues { get; init; }

    /// <summary>How many transitions there were up to this state.</summary>
    public long Transition { get; init; }

    /// <summary>The status.</summary>
    public PipelineStatus Status { get; init; }

    /// <summary>
    /// The server's own word for the status, if this client does not know it. Then <see cref="Status"/> is
    /// <see cref="PipelineStatus.Processing"/>, or <see cref="PipelineStatus.Cancelled"/> if the attempt has ended.
    /// Otherwise null.
    /// </summary>
    public string? StatusWord { get; init; }

    /// <summary>0–100 with at most two decimals, computed by the server; 100 only once it is completed.</summary>
    public double OverallProgress { get; init; }

    /// <summary>The type of the stage that is under way, or null.</summary>
    public string? CurrentStage { get; init; }

    /// <summary>The newest human-readable message, or null.</summary>
    public string? Message { get; init; }

    /// <summary>The estimated time to the end, or null if there is no estimate.</summary>
    public TimeSpan? Eta { get; init; }

    /// <summary>
    /// The lower end of the range in which <see cref="Eta"/> probably lies, or null if no range is known; present
    /// together with <see cref="EtaHigh"/>.
    /// </summary>
    public TimeSpan? EtaLow { get; init; }

    /// <summary>The upper end of that range, or null.</summary>
    public TimeSpan? EtaHigh { get; init; }

    /// <summary>Why it failed, or null.</summary>
    public ProgressError? Error { get; init; }

    /// <summary>
    /// The question that it waits for, or null; answered by <see cref="RealtimeClient.AnswerAsync"/>.
    /// </summary>
    public PipelineQuestion? Question { get; init; }

    /// <summary>Counts from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The actions that the producer offers.</summary>
    public PipelineControls Controls { get; init; }

    /// <summary>Whether <see cref="PipelineControls.Cancel"/> can be requested now.</summary>
    public bool CanCancel { get; init; }

    /// <summary>Whether <see cref="PipelineControls.Interrupt"/> can be requested now.</summary>
    public bool CanInterrupt { get; init; }

    /// <summary>Whether <see cref="PipelineControls.Resume"/> can be requested now.</summary>
    public bool CanResume { get; init; }

    /// <summary>Whether <see cref="PipelineControls.Retry"/> can be requested now.</summary>
    public bool CanRetry { get; init; }

    /// <summary>Whether nothing was reported for a while; a flag, not a status.</summary>
    public bool Stalled { get; init; }

    /// <summary>The user it belongs to; empty if the server does not send it.</summary>
    public string Owner { get; init; } = "";

    /// <summary>The human-readable name, or null.</summary>
    public string? Name { get; init; }

    /// <summary>What kind of work it is, or null.</summary>
    public string? Kind { get; init; }

    /// <summary>The pipeline of which this is one of many, or null.</summary>
    public string? ParentId { get; init; }

    /// <summary>Its share of its parent's progress.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>For a parent: how many children have each status. Empty if there are none.</summary>
    public ImmutableSortedDictionary<PipelineStatus, int> Children { get; init; } =
        ImmutableSortedDictionary<PipelineStatus, int>.Empty;

    /// <summary>For a parent: how many children are expected, or null.</summary>
    public int? ExpectedChildren { get; init; }

    /// <summary>When it was started.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the change that made this state was accepted.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>
    /// The stages in their order; empty where only the pipeline is watched (<see cref="PipelineDetail.Pipeline"/>).
    /// </summary>
    public ImmutableArray<StageState> Stages { get; init; } = [];

    /// <summary>The newest transitions that were reported, oldest first, at most 64.</summary>
    public ImmutableArray<PipelineTransition> Transitions { get; init; } = [];

    /// <summary>What this attempt made, or where it is; null where the producer gave none, or not yet.</summary>
    public PipelineResult? Result { get; init; }

    /// <summary>
    /// The attributes that the producer gave it, at its start and since, for example <c>document_id</c>.
    /// </summary>
    public ImmutableSortedDictionary<string, string> Attributes { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Whether it is at its end (completed, failed or cancelled). It may be retried.</summary>
    public bool IsEnded => StatusNames.IsEnd(Status);

    /// <summary>The stage of that type, or null.</summary>
    /// <param name="id">The stage's type.</param>
    /// <returns>The stage's state.</returns>
    public StageState? FindStage(string id)
    {
        foreach (var stage in Stages)
            if (string.Equals(stage.Id, id, StringComparison.Ordinal)) return stage;
        return null;
    }
}
