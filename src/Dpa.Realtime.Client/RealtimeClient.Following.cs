namespace Dpa.Realtime.Client;

/// <summary>Watching with callbacks.</summary>
public sealed partial class RealtimeClient
{
    /// <summary>
    /// As <see cref="WatchAsync"/>, but calls back: each time with the newest state, on the
    /// <see cref="SynchronizationContext"/> of the caller, for example the thread of a user interface; without one, on
    /// a thread of the pool. The next state follows when the call has returned.
    /// <see cref="WatchOptions.OnTransition"/> is called there too.
    /// </summary>
    /// <param name="pipelineId">The pipeline's id.</param>
    /// <param name="changed">Gets each state.</param>
    /// <param name="options">How it is watched; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the watch: nothing is called from then on.</param>
    /// <returns>A task for the whole watch. It completes when the client is disposed, and fails with what
    /// <paramref name="changed"/> throws.</returns>
    /// <exception cref="ArgumentException">The pipeline id is invalid, or a rate is out of its range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="RealtimeException">As while reading <see cref="WatchAsync"/>.</exception>
    public Task FollowAsync(
        string pipelineId, Action<PipelineState> changed, WatchOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changed);
        var context = SynchronizationContext.Current;
        if (options?.OnTransition is { } raise)
        {
            void Raise(TransitionEventArgs transition)
            {
                if (!cancellationToken.IsCancellationRequested) Handlers.Call(raise, transition, _logger);
            }

            options = options with
            {
                OnTransition = context is null ? Raise : t => context.Post(_ => Raise(t), null),
            };
        }

        return FollowAsync(WatchAsync(pipelineId, options, cancellationToken), changed, context, cancellationToken);
    }

    private static async Task FollowAsync(
        IAsyncEnumerable<PipelineState> states, Action<PipelineState> changed, SynchronizationContext? context,
        CancellationToken cancellationToken)
    {
        await foreach (var state in states.ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (context is null) changed(state);
            else await PostAsync(context, () => changed(state), cancellationToken).ConfigureAwait(false);
        }
    }

    private static Task PostAsync(SynchronizationContext context, Action action, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        context.Post(
            _ =>
            {
                try
                {
                    if (!cancellationToken.IsCancellationRequested) action();
                    done.SetResult();
                }
#pragma warning disable CA1031 // Whatever the application throws ends its watch.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    done.SetException(e);
                }
            }, null);
        return done.Task.WaitAsync(cancellationToken); // a context that has ended calls nothing
    }
}
