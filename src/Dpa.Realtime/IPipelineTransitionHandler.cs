namespace Dpa.Realtime;

/// <summary>
/// Called for each transition, on the node where its producer runs, after the backplane accepted it: what e-mail and
/// webhook notifications and an archive build on. Register any number with
/// <see cref="DpaRealtimeBuilder.AddTransitionHandler{T}"/>. Calls for one pipeline come in order and one at a time,
/// those for different pipelines (a batch and its children, for example) at the same time, up to 16; they never hold up
/// the producer.
/// </summary>
/// <remarks>
/// A call has <see cref="DpaRealtimeOptions.TransitionHandlerTimeout"/>; the next transition is then handled, whether
/// or not the handler heeds its token. A handler that does not answer within 1 s is set aside, so that it does not stop
/// those of other pipelines: up to 48 of one owner's pipelines, whose others then wait. Where 64 calls of a handler for
/// one owner go on though they were cancelled, it is not called for that owner until one ends, which is counted and
/// logged. Transitions beyond <see cref="DpaRealtimeOptions.MaxQueuedTransitions"/> are dropped, counted and logged.
/// When the host stops, handlers are called until all services have stopped and nothing waits, or until the host's
/// <c>ShutdownTimeout</c> is over, whatever the order of registration.
/// </remarks>
public interface IPipelineTransitionHandler
{
    /// <summary>
    /// Handles one transition. An exception is logged and counted; the next transition is handled all the same.
    /// </summary>
    /// <param name="pipeline">The state after the change that brought the transition.</param>
    /// <param name="transition">The transition.</param>
    /// <param name="cancellationToken">Cancelled when the time limit or the host's shutdown time is over.</param>
    /// <returns>A task for the handling.</returns>
    ValueTask OnTransitionAsync(
        PipelineState pipeline, PipelineTransition transition, CancellationToken cancellationToken);
}
