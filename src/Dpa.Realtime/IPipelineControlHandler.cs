namespace Dpa.Realtime;

/// <summary>
/// Handles control requests of subscribers (cancel, interrupt, resume, retry) that no live run takes. These are a
/// resume or retry, for which the host puts the work back into its queue, or a cancel of work that still waits there.
/// Register with <see cref="DpaRealtimeBuilder.AddControlHandler{T}"/>.
/// </summary>
/// <remarks>
/// Called on threads of its own, for different pipelines at the same time
/// (<see cref="DpaRealtimeOptions.MaxConcurrentCallbacks"/>), for <see cref="DpaRealtimeOptions.CallbackTimeout"/> at
/// most: put the work into a queue and return. Where it throws, or does not answer in time, the subscriber gets
/// <c>control_failed</c>.
/// </remarks>
public interface IPipelineControlHandler
{
    /// <summary>Handles one request. Authorisation and the pipeline's <c>can_…</c> flag have been checked.</summary>
    /// <param name="pipeline">The pipeline's state.</param>
    /// <param name="action">One action.</param>
    /// <param name="reason">The subscriber's reason, at most 512 characters.</param>
    /// <param name="cancellationToken">Cancelled when the subscriber disconnects or the time limit is over.</param>
    /// <returns>True where it was taken; on false the subscriber gets <c>not_controllable</c>.</returns>
    ValueTask<bool> HandleAsync(
        PipelineState pipeline, PipelineControls action, string? reason, CancellationToken cancellationToken);
}
