using Dpa.Realtime.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Connections;

/// <summary>
/// Evaluates the access of all connections again, spread over seconds: it runs after an outage of the backplane, when
/// all other parts are busy, too. The backplane itself delivers the messages about access that were sent during the
/// outage; they do not wait for this.
/// </summary>
internal sealed class Reauthorization(Func<IConnection[]> connections, TimeProvider time, ILogger logger)
{
    private const int Parts = 50;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100); // so all of it takes 5 s

    private int _asked;

    /// <summary>Begins it, or once more after the one that is under way.</summary>
    public void Begin()
    {
        if (Interlocked.Increment(ref _asked) == 1) _ = RunAsync();
    }

    private async Task RunAsync()
    {
        int asked;
        do
        {
            asked = Volatile.Read(ref _asked);
            var all = connections();
            foreach (var some in all.Chunk(Math.Max(1, (all.Length + Parts - 1) / Parts)))
            {
                foreach (var connection in some) _ = TryAsync(connection);
                await Task.Delay(Interval, time).ConfigureAwait(false);
            }
        }
        while (Interlocked.Add(ref _asked, -asked) > 0);
    }

    private async Task TryAsync(IConnection connection)
    {
        try
        {
            await connection.ReauthorizeAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            logger.LoopFailed("re-authorization", e);
        }
    }
}
