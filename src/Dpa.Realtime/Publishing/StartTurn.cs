namespace Dpa.Realtime.Publishing;

/// <summary>
/// A start's, or a resumption's, turn at the backplane. They have turns of their own: where these are never answered,
/// changes go on.
/// </summary>
internal sealed class StartTurn(PublishingContext context)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>Where none was answered for so long, those that wait are refused.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private long _answeredAt = context.Time.GetTimestamp();

    /// <summary>Waits for a turn.</summary>
    /// <exception cref="PipelineException">
    /// <c>backplane_unavailable</c>: it answers none of those whose turn it is.
    /// </exception>
    public async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var turn = context.Starts.EnterAsync(ending.Token);
        for (var since = context.Time.GetTimestamp(); !turn.IsCompleted;)
        {
            await turn
                .WaitAsync(Look, context.Time, CancellationToken.None)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // A turn that came in the same moment is used.
            if (!turn.IsCompleted && IsUnanswered(since)) await ending.CancelAsync().ConfigureAwait(false);
        }

        if (turn.IsCanceled)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new PipelineException(
                ProgressErrorCodes.BackplaneUnavailable,
                "The backplane answers none of this node's starts. Try again in a few seconds.", isRetryable: true);
        }

        await turn.ConfigureAwait(false);
    }

    /// <param name="isAnswered">Whether the backplane answered.</param>
    public void Leave(bool isAnswered)
    {
        if (isAnswered) Volatile.Write(ref _answeredAt, context.Time.GetTimestamp());
        context.Starts.Leave();
    }

    private bool IsUnanswered(long since) =>
        context.Time.GetElapsedTime(Math.Max(since, Volatile.Read(ref _answeredAt))) >= Limit;
}
