namespace Dpa.Realtime.Publishing;

/// <summary>A call of the backplane that is harmless when it is repeated.</summary>
internal static class RepeatedCall
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>Tries for 2 s while the error is transient; its last error is thrown when the time is over.</summary>
    /// <param name="call">The call.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="turn">Waits for the call's turn, which is not counted; null where the call needs none.</param>
    public static async ValueTask<ApplyResult> TryAsync(
        Func<ValueTask<ApplyResult>> call, TimeProvider time, CancellationToken cancellationToken,
        StartTurn? turn = null)
    {
        var spent = TimeSpan.Zero;
        for (var pause = FirstPause; ; pause *= 2)
        {
            if (turn is not null) await turn.EnterAsync(cancellationToken).ConfigureAwait(false);
            var (sent, isAnswered) = (time.GetTimestamp(), false);
            try
            {
                var answer = await call().ConfigureAwait(false);
                isAnswered = true;
                return answer;
            }
            catch (PipelineException e) when (e.IsRetryable && spent + time.GetElapsedTime(sent) + pause <= Limit)
            {
                // Again after the pause.
            }
            finally
            {
                turn?.Leave(isAnswered);
            }

            spent += time.GetElapsedTime(sent) + pause;
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
