namespace Dpa.Realtime.Faults;

/// <summary>Waiting for a condition instead of a time.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Looks again every 20 ms until it holds.</summary>
    /// <param name="holds">The condition.</param>
    /// <param name="what">What did not come to be, in the error.</param>
    /// <param name="limit">How long at most; 30 s where not said.</param>
    /// <exception cref="TimeoutException">It did not come to hold.</exception>
    public static async Task HoldsAsync(Func<Task<bool>> holds, string what, TimeSpan? limit = null)
    {
        var end = Deadline(limit);
        while (!await holds())
        {
            if (TimeProvider.System.GetTimestamp() > end) throw new TimeoutException($"It did not come to be: {what}.");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    /// <inheritdoc cref="HoldsAsync(Func{Task{bool}}, string, TimeSpan?)"/>
    public static Task HoldsAsync(Func<bool> holds, string what, TimeSpan? limit = null) =>
        HoldsAsync(() => Task.FromResult(holds()), what, limit);

    private static long Deadline(TimeSpan? limit) =>
        TimeProvider.System.GetTimestamp()
        + (long)((limit ?? TimeSpan.FromSeconds(30)).TotalSeconds * TimeProvider.System.TimestampFrequency);
}
