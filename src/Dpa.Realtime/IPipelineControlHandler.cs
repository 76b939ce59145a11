namespace Dpa.Realtime;

/// <summary>
/// Takes what watchers ask for (cancel, interrupt, resume, retry) where no live run takes it: a resume or retry, for
/// which the host puts the work back into its queue, or a cancel of work that still waits there. Register with
/// <see cref="DpaRealtimeBuilder.AddControlHandler{T}"/>.
/// </summary>
/// <remarks>
/// Called on threads of its own, for different pipelines at the same time
/// (<see cref="DpaRealtimeOptions.MaxConcurrentCallbacks"/>), for <see cref="DpaRealtimeOptions.CallbackTimeout"/> at
/// most: put the work into a queue and return. Where it throws, or does not answer in time, the watcher gets
/// <c>control_failed</c>.
/// </remarks>
public interface IPipelineControlHandler
{
    /// <summary>Handles one request. Authorisation and the pipeline's <c>can_…</c> flag have been checked.</summary>
    /// <param name="pipeline">The pipeline's state.</param>
    /// <param name="action">One action.</param>
    /// <param name="reason">What the watcher gave as its reason, at most 512 characters.</param>
    /// <param name="cancellationToken">Cancelled when the watcher is gone or the time limit is over.</param>
    /// <returns>True where it was taken; false is answered to the watcher with <c>not_controllable</c>.</returns>
    ValueTask<bool> HandleAsync(
        PipelineState pipeline, PipelineControls action, string? reason, CancellationToken cancellationToken);
}
