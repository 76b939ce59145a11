namespace Dpa.Realtime;

/// <summary>
/// What the backplane no longer knows: the application's own record of its pipelines. With it a page that reconnects after a restart, or long after the end, still finds
/// its pipeline. Register with <see cref="DpaRealtimeBuilder.AddPipelineArchive{T}"/>.
/// </summary>
public interface IPipelineArchive
{
    /// <summary>Finds a pipeline's last known state. Asked only when the backplane lacks it.</summary>
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>The state as it was kept (its position and transitions too), or null.</returns>
    ValueTask<PipelineState?> FindAsync(string pipelineId, CancellationToken cancellationToken);
}
