namespace Dpa.Realtime;

/// <summary>
/// Sends control requests to a run on any node; for an application that authorizes the callers itself.
/// </summary>
public interface IRunControl
{
    /// <summary>Hands a control request to the node where the producer runs.</summary>
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="action">One action.</param>
    /// <param name="reason">A human-readable reason, or null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether a live run took it; the run is notified by its own tokens.</returns>
    /// <exception cref="PipelineException"><c>backplane_unavailable</c>: it is not known whether there is a
    /// run.</exception>
    ValueTask<bool> RequestAsync(
        string pipelineId, PipelineControls action, string? reason, CancellationToken cancellationToken);
}
