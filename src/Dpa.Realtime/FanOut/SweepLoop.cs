using Dpa.Realtime.Backplane;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Publishing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.FanOut;

/// <summary>
/// The periodic work, every second or every few seconds: stalled runs, leases, lost producers, old state, and the
/// comparison of positions.
/// </summary>
internal sealed class SweepLoop(
    RunRegistry runs, IBackplane backplane, PipelineHub hub, DpaRealtimeOptions options, TimeProvider time,
    ILogger<SweepLoop> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private const int TurnsBetweenHeals = 5;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var leases = new LeaseTurns(options.ProducerLease / 3, time);
        for (var turn = 0; await WaitAsync(timer, stoppingToken).ConfigureAwait(false); turn++)
        {
            await TryAsync(CheckStalled, stoppingToken).ConfigureAwait(false);
            var due = leases.Due;
            if (await TryAsync(stop => RenewAsync(leases, due, stop), stoppingToken).ConfigureAwait(false))
                leases.Done(due);
            await TryAsync(backplane.SweepAsync, stoppingToken).ConfigureAwait(false);
            if (turn % TurnsBetweenHeals == 0) await hub.HealAsync().ConfigureAwait(false);
        }
    }

    private ValueTask CheckStalled(CancellationToken stoppingToken)
    {
        runs.CheckStalled();
        return ValueTask.CompletedTask;
    }

    private ValueTask RenewAsync(LeaseTurns leases, long due, CancellationToken stoppingToken)
    {
        KeyValuePair<string, string>[] producers =
        [
            .. runs.All()
                .Where(r => leases.IsDue(r.PipelineId, due))
                .Select(r => new KeyValuePair<string, string>(r.PipelineId, r.Token)),
        ];
        return producers.Length == 0 ? default : backplane.RenewLeasesAsync(producers, stoppingToken);
    }

    private async ValueTask<bool> TryAsync(Func<CancellationToken, ValueTask> step, CancellationToken stoppingToken)
    {
        try
        {
            await step(stoppingToken).ConfigureAwait(false);
            return true;
        }
        catch (PipelineException e) when (e.IsRetryable)
        {
            return false; // unavailable: the backplane logs this itself, once; the sweep runs again in a second
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            logger.LoopFailed("sweep", e);
            return false;
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
