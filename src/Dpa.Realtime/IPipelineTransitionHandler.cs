namespace Dpa.Realtime;

/// <summary>
/// Called for each transition, on the node where its producer runs, after the backplane accepted it: what e-mail and webhook notifications and an archive build on.
/// Register any number with <see cref="DpaRealtimeBuilder.AddTransitionHandler{T}"/>. Calls for one pipeline come in order
/// and one at a time, those for different pipelines (a batch and its children, for example) at the same time, up to 16; they never hold up the producer.
/// </summary>
public interface IPipelineTransitionHandler
{
    /// <summary>Handles one transition. An exception is logged and counted; the next transition is handled all the same.</summary>
    /// <param name="pipeline">The state after the change that brought the transition.</param>
    /// <param name="transition">The transition.</param>
    /// <param name="cancellationToken">Cancelled when the host's shutdown time is over.</param>
    /// <returns>A task for the handling.</returns>
    ValueTask OnTransitionAsync(PipelineState pipeline, PipelineTransition transition, CancellationToken cancellationToken);
}
