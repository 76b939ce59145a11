using DocumentPipelineHost.Loops;

namespace DocumentPipelineHost.Pipelines;

/// <summary>Every hour: removes the rows that nobody comes back for.</summary>
internal sealed class LeftoverSweepLoop(LeftoverRows rows, TimeProvider time, ILogger<LeftoverSweepLoop> logger)
    : PeriodicService(TimeSpan.FromHours(1), isAtOnce: false, time)
{
    protected override async Task RoundAsync(CancellationToken ct)
    {
        if (await rows.RemoveAsync(ct) is { Drafts: > 0 and var drafts })
            logger.LogInformation("Removed drafts: {Count} of pipelines that ended days ago", drafts);
    }

    protected override void LogFailure(Exception failure) => logger.LogWarning(
        "Sweep leftover rows: the round failed ({Reason}); it is tried again in {Interval}", failure.Message, Interval);
}
