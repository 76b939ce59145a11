using Dpa.Realtime;

namespace DocumentPipelineHost.Pipelines;

/// <summary>A run that waits for its job.</summary>
/// <param name="Run">The run.</param>
public sealed record LiveRun(PipelineRun Run)
{
    /// <summary>Whether its new attempt has begun already: a recovery begins it before a client can connect.</summary>
    public bool HasBegun { get; init; }

    /// <summary>The stage whose new attempt has begun with it.</summary>
    public StageRun? Stage { get; init; }
}
