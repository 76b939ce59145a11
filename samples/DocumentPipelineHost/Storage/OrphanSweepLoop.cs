using System.Diagnostics.CodeAnalysis;

namespace DocumentPipelineHost.Storage;

/// <summary>Sweeps orphans at the start and every six hours.</summary>
internal sealed class OrphanSweepLoop(OrphanSweep sweep, TimeProvider time, ILogger<OrphanSweepLoop> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(6);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
            await SweepAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [SuppressMessage("Design", "CA1031", Justification = "One failed sweep must not end the loop.")]
    private async Task SweepAsync(CancellationToken ct)
    {
        try
        {
            await sweep.SweepAsync(ct);
        }
        catch (StorageException exception)
        {
            logger.LogWarning("Orphans are swept {Interval} later: {Reason}", Interval, exception.Message);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.LogError(exception, "Orphans could not be swept; it is tried again in {Interval}", Interval);
        }
    }
}
