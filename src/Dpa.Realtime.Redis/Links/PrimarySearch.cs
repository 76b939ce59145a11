using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Links;

/// <summary>
/// Searches for the primary when there are several servers and none of them takes writes.
/// The library asks the servers for their roles when it is notified of a switch, or once a minute. A node that missed
/// the notification would be without a primary for that long; so this class asks them while calls fail.
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
