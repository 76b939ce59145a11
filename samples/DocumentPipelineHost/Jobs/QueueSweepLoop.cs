using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Loops;
using DocumentPipelineHost.Pipelines;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Jobs;

/// <summary>
/// At the start and every ten seconds: whatever waits by the rows and the job engine does not have is enqueued again.
/// </summary>
internal sealed class QueueSweepLoop(
    WaitingPipelines waiting, PipelineJobs jobs, PipelineExecutor executor, IOptions<PipelineOptions> options,
    TimeProvider time, ILogger<QueueSweepLoop> logger)
    : PeriodicService(TimeSpan.FromSeconds(10), isAtOnce: true, time)
{
    /// <summary>
    /// Enqueues them. Nothing is lost while all workers of this instance are busy: a turn that is missing is missed by
    /// nobody before one of them is free, and one more for each pipeline that waits would find nothing to do.
    /// </summary>
    internal async Task SweepAsync(CancellationToken ct)
    {
        if (executor.Running >= options.Value.Workers)
            return;
        foreach (var documentId in waiting.Documents())
            await jobs.EnqueueNextAsync(documentId, ct);
    }

    protected override Task RoundAsync(CancellationToken ct) => SweepAsync(ct);

    protected override void LogFailure(Exception failure) =>
        logger.LogError(failure, "The queue could not be swept; it is tried again in {Interval}", Interval);
}
