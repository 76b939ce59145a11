using DocumentPipelineHost.Loops;

namespace DocumentPipelineHost.Pipelines;

/// <summary>
/// Removes the pipelines of failed uploads a day after their end: there is no document that they would be deleted with.
/// </summary>
internal sealed class UnownedSweepLoop(PipelineStore pipelines, TimeProvider time, ILogger<UnownedSweepLoop> logger)
    : PeriodicService(TimeSpan.FromHours(1), isAtOnce: true, time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private readonly TimeProvider _time = time;

    protected override async Task RoundAsync(CancellationToken ct)
    {
        if (await pipelines.RemoveUnownedAsync(_time.GetUtcNow() - Kept) is > 0 and var removed)
            logger.LogInformation("Removed pipelines: {Count} of uploads that failed more than a day ago", removed);
    }

    protected override void LogFailure(Exception failure) =>
        logger.LogError(
            "Failed uploads' pipelines were not removed ({Reason}); the next try is in {Interval}", failure.Message,
            Interval);
}
