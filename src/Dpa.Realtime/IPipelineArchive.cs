namespace Dpa.Realtime;

/// <summary>
/// What the backplane no longer knows: the application's own record of its pipelines. With it a page that reconnects
/// after a restart, or long after the end, still finds its pipeline. Register with
/// <see cref="DpaRealtimeBuilder.AddPipelineArchive{T}"/>.
/// </summary>
/// <remarks>
/// Called on threads of its own, for different pipelines at the same time
/// (<see cref="DpaRealtimeOptions.MaxConcurrentCallbacks"/>), for <see cref="DpaRealtimeOptions.CallbackTimeout"/> at
/// most. Where it throws, or does not answer in time, the client gets <c>application_unavailable</c>, never
/// <c>not_found</c>. What it finds is authorized before it is restored.
/// </remarks>
public interface IPipelineArchive
{
    /// <summary>Finds a pipeline's last known state. Asked only when the backplane lacks it.</summary>
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="cancellationToken">Cancelled when the caller is gone or the time limit is over.</param>
    /// <returns>The state as it was kept (its position and transitions too), or null.</returns>
    ValueTask<PipelineState?> FindAsync(string pipelineId, CancellationToken cancellationToken);
}
