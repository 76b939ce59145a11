namespace Dpa.Realtime.Client;

/// <summary>
/// How one reader watches a pipeline. The client asks the server for the richest detail and the highest rate that any
/// of its readers wants.
/// </summary>
public sealed record WatchOptions
{
    /// <summary>How much is watched.</summary>
    /// <value>Default: <see cref="PipelineDetail.Stages"/>.</value>
    public PipelineDetail Detail { get; init; }

    /// <summary>
    /// The highest rate of progress frames a second, 0.1 to 60; transitions and the last value are always sent.
    /// </summary>
    /// <value>Default: null, as they come.</value>
    public double? MaxHz { get; init; }

    /// <summary>
    /// Whether to wait for a pipeline that does not exist yet; otherwise <see cref="RealtimeException"/> with the code
    /// <c>not_found</c> is thrown.
    /// </summary>
    /// <value>Default: false.</value>
    public bool Wait { get; init; }

    /// <summary>
    /// Called exactly once for each transition of this pipeline after the first state, in order; transitions that are
    /// too old to be reported one by one are reported once, with their number. Not called if only a summary is watched.
    /// It holds up the client while it runs: it must not block. What it throws is logged.
    /// </summary>
    /// <value>Default: null.</value>
    public Action<TransitionEventArgs>? OnTransition { get; init; }
}
