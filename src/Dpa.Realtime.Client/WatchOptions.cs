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
}
