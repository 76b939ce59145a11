using Dpa.Realtime.Backplane;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Publishing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.FanOut;

/// <summary>What has to be looked after every second or few: stalled runs, leases, lost producers, old state, and the comparison of positions.</summary>
internal sealed class SweepLoop(RunRegistry runs, IBackplane backplane, PipelineHub hub, DpaRealtimeOptions options, TimeProvider time, ILogger<SweepLoop> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private const int TurnsBetweenHeals = 5;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var renewed = time.GetTimestamp();
        for (var turn = 0; await WaitAsync(timer, stoppingToken).ConfigureAwait(false); turn++)
        {
            try
            {
                foreach (var run in runs.All()) run.CheckStalled();
                if (time.GetElapsedTime(renewed) >= options.ProducerLease / 3)
                {
                    renewed = time.GetTimestamp();
                    await backplane.RenewLeasesAsync([.. runs.All().Select(r => new KeyValuePair<string, string>(r.PipelineId, r.Token))], stoppingToken).ConfigureAwait(false);
                }

                (backplane as InMemoryBackplane)?.Sweep();
                if (turn % TurnsBetweenHeals == 0) await hub.HealAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LoopFailed("sweep", e);
            }
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
