using Dpa.Realtime.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Connections;

/// <summary>One wheel for all connections: each is pinged once an interval, a few of them at a time: a burst of pings and their pongs
/// would be in the way of changes, and was the longest delay that a load test found.</summary>
internal sealed class HeartbeatLoop(ConnectionRegistry registry, DpaRealtimeOptions options, TimeProvider time, ILogger<HeartbeatLoop> logger) : BackgroundService
{
    private const int Spokes = 64;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.HeartbeatInterval / Spokes, time);
        var spoke = 0;
        while (await WaitAsync(timer, stoppingToken).ConfigureAwait(false))
        {
            try
            {
                Turn(spoke);
            }
            catch (Exception e)
            {
                logger.LoopFailed("heartbeat", e);
            }

            spoke = (spoke + 1) % Spokes;
        }
    }

    private void Turn(int spoke)
    {
        var now = time.GetUtcNow();
        foreach (var connection in registry.All())
        {
            connection.CheckIdentity(now);
            if ((uint)connection.Id.GetHashCode(StringComparison.Ordinal) % Spokes != spoke) continue;
            connection.Ping();
            connection.ExpireWaiting();
        }
    }

    private static async ValueTask<bool> WaitAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
