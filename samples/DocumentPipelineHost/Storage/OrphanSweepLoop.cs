using DocumentPipelineHost.Loops;

namespace DocumentPipelineHost.Storage;

/// <summary>Sweeps orphans at the start and every six hours.</summary>
internal sealed class OrphanSweepLoop(OrphanSweep sweep, TimeProvider time, ILogger<OrphanSweepLoop> logger)
    : PeriodicService(TimeSpan.FromHours(6), isAtOnce: true, time)
{
    protected override Task RoundAsync(CancellationToken ct) => sweep.SweepAsync(ct);

    protected override void LogFailure(Exception failure)
    {
        if (failure is StorageException)
            logger.LogWarning("Orphans are swept {Interval} later: {Reason}", Interval, failure.Message);
        else
            logger.LogError(failure, "Orphans could not be swept; it is tried again in {Interval}", Interval);
    }
}
