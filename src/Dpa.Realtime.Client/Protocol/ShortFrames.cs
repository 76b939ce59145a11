using System.Collections.Immutable;

namespace Dpa.Realtime.Client.Protocol;

/// <summary><c>progress</c>: what progress moves of one stage; the rest is as held.</summary>
internal sealed record ProgressFrame(string PipelineId, PipelinePosition Position, long Transition, long Stage)
    : ServerFrame
{
    public double Progress { get; init; }

    public string? Message { get; init; }

    public long? Done { get; init; }

    public long? Of { get; init; }

    public string? Unit { get; init; }

    public TimeSpan? Eta { get; init; }

    public TimeSpan? EtaLow { get; init; }

    public TimeSpan? EtaHigh { get; init; }

    public bool Indeterminate { get; init; }

    public double Overall { get; init; }

    /// <summary>The time of the change, since the pipeline was started.</summary>
    public TimeSpan At { get; init; }
}

/// <summary>
/// <c>pipeline_update</c>: the pipeline's own fields that change within an epoch; the rest is as held.
/// </summary>
internal sealed record UpdateFrame(string PipelineId, PipelinePosition Position, long Transition, PipelineStatus Status)
    : ServerFrame
{
    public string? StatusWord { get; init; }

    public int Attempt { get; init; }

    public double Overall { get; init; }

    public string? CurrentStage { get; init; }

    public string? Message { get; init; }

    public TimeSpan? Eta { get; init; }

    public TimeSpan? EtaLow { get; init; }

    public TimeSpan? EtaHigh { get; init; }

    public ProgressError? Error { get; init; }

    public PipelineQuestion? Question { get; init; }

    public PipelineControls Can { get; init; }

    public bool Stalled { get; init; }

    public ImmutableSortedDictionary<PipelineStatus, int> Children { get; init; } =
        ImmutableSortedDictionary<PipelineStatus, int>.Empty;

    /// <summary>The time of the change, since the pipeline was started.</summary>
    public TimeSpan At { get; init; }

    /// <summary>False if none were requested.</summary>
    public bool ListsTransitions { get; init; }

    public long TransitionsFrom { get; init; }

    public ImmutableArray<PipelineTransition> Transitions { get; init; } = [];
}
