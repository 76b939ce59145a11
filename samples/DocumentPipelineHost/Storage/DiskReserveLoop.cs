using DocumentPipelineHost.Loops;

namespace DocumentPipelineHost.Storage;

/// <summary>Keeps the reserve, from the start on.</summary>
internal sealed class DiskReserveLoop(DiskReserve reserve, TimeProvider time, ILogger<DiskReserveLoop> logger)
    : PeriodicService(TimeSpan.FromMinutes(1), isAtOnce: true, time)
{
    protected override Task RoundAsync(CancellationToken ct)
    {
        reserve.Keep();
        return Task.CompletedTask;
    }

    protected override void LogFailure(Exception failure) =>
        logger.LogWarning(
            "Keep space for removals: there is none ({Reason}); it is tried again in {Interval}", failure.Message,
            Interval);
}
