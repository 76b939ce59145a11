using Dpa.Realtime.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Connections;

/// <summary>
/// One wheel for all connections: each is pinged once an interval, a few of them at a time: a burst of pings and their
/// pongs would be in the way of changes, and was the longest delay that a load test found.
/// </summary>
internal sealed class HeartbeatLoop(
    ConnectionRegistry registry, DpaRealtimeOptions options, TimeProvider time, ILogger<HeartbeatLoop> logger
) : BackgroundService
{
    private const int Spokes = 64;
    // of the 5 s in which an ended identity loses its connections
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(1);

    private int _spoke;

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var turn = options.HeartbeatInterval / Spokes;
        var look = turn < LongestLook ? turn : LongestLook;
        return Task.WhenAll(
            EveryAsync(look, "identities", CheckIdentities, stoppingToken),
            EveryAsync(turn, "heartbeat", Turn, stoppingToken));
    }

    private async Task EveryAsync(TimeSpan period, string name, Action act, CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(period, time);
        while (await WaitAsync(timer, stoppingToken).ConfigureAwait(false))
        {
            try
            {
                act();
            }
            catch (Exception e)
            {
                logger.LoopFailed(name, e);
            }
        }
    }

    private void CheckIdentities()
    {
        var now = time.GetUtcNow();
        foreach (var connection in registry.All()) connection.CheckIdentity(now);
    }

    private void Turn()
    {
        foreach (var connection in registry.All())
        {
            if ((uint)connection.Id.GetHashCode(StringComparison.Ordinal) % Spokes != _spoke) continue;
            connection.Ping();
            connection.ExpireWaiting();
        }

        _spoke = (_spoke + 1) % Spokes;
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
