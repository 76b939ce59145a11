namespace Dpa.Realtime.Publishing;

/// <summary>
/// Where a run shows its progress to the watchers of its own node while the backplane is away
/// (docs/protocol.md#pipeline_progress-the-full-state,
/// <c>provisional</c>).
/// </summary>
internal interface IProvisionalSink
{
    /// <summary>
    /// Called at once, then at most ten times a second a run, one call at a time; returns at once and never throws.
    /// </summary>
    /// <param name="state">The state as the merge would have made it, at the position and with the transitions of the
    /// last accepted one.</param>
    /// <param name="stage">The stage that moved since the last call, when it was one alone and its progress alone;
    /// otherwise null.</param>
    void OnProvisional(PipelineState state, string? stage);
}
