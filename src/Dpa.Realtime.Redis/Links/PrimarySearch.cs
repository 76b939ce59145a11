using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Links;

/// <summary>
/// Where there are several servers and none of them takes writes, another one may be the primary meanwhile. The library
/// asks them for their roles when it is told of a switch, or once a minute; so that a node that missed the word is not
/// away for so long, they are asked while calls fail.
/// </summary>
internal sealed class PrimarySearch(TimeProvider time)
{
    private static readonly TimeSpan BetweenSearches = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private long? _ended;
    private bool _isRunning;

    public void Begin(IConnectionMultiplexer connection)
    {
        if (connection.GetEndPoints().Length < 2) return;
        lock (_lock)
        {
            if (_isRunning || (_ended is { } ended && time.GetElapsedTime(ended) < BetweenSearches)) return;
            _isRunning = true;
        }

        _ = Task.Run(() => SearchAsync(connection));
    }

    private async Task SearchAsync(IConnectionMultiplexer connection)
    {
        try
        {
            await connection.ConfigureAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (RedisFailure.IsOne(e))
        {
            // None answers: the next failed call searches again.
        }
        finally
        {
            lock (_lock)
            {
                _isRunning = false;
                _ended = time.GetTimestamp();
            }
        }
    }
}
