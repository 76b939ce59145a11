namespace Dpa.Realtime.Publishing;

/// <summary>A call of the backplane that is harmless when it is repeated.</summary>
internal static class RepeatedCall
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>Tries for 2 s while the error is transient; its last error is thrown when the time is over.</summary>
    public static async ValueTask<ApplyResult> TryAsync(
        Func<ValueTask<ApplyResult>> call, TimeProvider time, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        for (var pause = FirstPause; ; pause *= 2)
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (PipelineException e) when (e.IsRetryable && time.GetElapsedTime(since) + pause <= Limit)
            {
                // Again after the pause.
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
