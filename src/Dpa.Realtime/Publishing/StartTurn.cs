namespace Dpa.Realtime.Publishing;

/// <summary>A start's, or a resumption's, turn at the backplane: they wait in line with the runs' changes.</summary>
internal sealed class StartTurn(PublishingContext context)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>Waits for a turn.</summary>
    /// <exception cref="PipelineException">
    /// <c>backplane_unavailable</c>: it answers none of those whose turn it is.
    /// </exception>
    public async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var turn = context.Gate.EnterAsync(ending.Token);
        while (!turn.IsCompleted)
        {
            await turn
                .WaitAsync(Look, context.Time, CancellationToken.None)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // A turn that came in the same moment is used.
            if (!turn.IsCompleted && context.Outage.Since is not null) await ending.CancelAsync().ConfigureAwait(false);
        }

        if (turn.IsCanceled && !cancellationToken.IsCancellationRequested)
            throw new PipelineException(
                ProgressErrorCodes.BackplaneUnavailable,
                "The backplane answers none of this node's calls. Try again in a few seconds.", isRetryable: true);
        await turn.ConfigureAwait(false);
    }

    public void Leave() => context.Gate.Leave();
}
