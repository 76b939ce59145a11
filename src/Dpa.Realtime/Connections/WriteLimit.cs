namespace Dpa.Realtime.Connections;

/// <summary>
/// How long one write is waited for. A client that takes something is slow, not gone: the limit begins again with each
/// byte that it takes, where that can be seen.
/// </summary>
internal sealed class WriteLimit
{
    private const int Looks = 4; // how often a limit is looked for progress: it may last a quarter longer

    private readonly TimeSpan _limit;
    private readonly Func<long>? _progress;
    private readonly TimeProvider _time;
    private long _taken;
    private long _since;

    /// <param name="limit">How long nothing may be taken.</param>
    /// <param name="progress">How many bytes the client has taken of the connection so far; negative, or null, where
    /// that is not known.</param>
    /// <param name="time">The clock.</param>
    public WriteLimit(TimeSpan limit, Func<long>? progress, TimeProvider time)
    {
        (_limit, _progress, _time) = (limit, progress, time);
        _taken = progress?.Invoke() ?? -1;
        _since = time.GetTimestamp();
    }

    /// <summary>Whether nothing was taken for the limit.</summary>
    public bool IsOver
    {
        get
        {
            if (_limit == Timeout.InfiniteTimeSpan) return false;
            if (_taken >= 0 && _progress!() is var now && now > _taken) (_taken, _since) = (now, _time.GetTimestamp());
            return _time.GetElapsedTime(_since) >= _limit;
        }
    }

    /// <summary>Waits for a while.</summary>
    /// <returns>Whether the write has completed.</returns>
    public async ValueTask<bool> CompletesAsync(Task write)
    {
        try
        {
            await write
                .WaitAsync(_taken < 0 || _limit == Timeout.InfiniteTimeSpan ? _limit : _limit / Looks, _time)
                .ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return write.IsCompletedSuccessfully;
        }
    }
}
