using DocumentPipelineHost.Loops;
using DocumentPipelineHost.Pipelines;

namespace DocumentPipelineHost.Jobs;

/// <summary>At the start and every ten seconds: whatever waits by the rows and the job engine does not have is enqueued again.</summary>
internal sealed class QueueSweepLoop(PipelineStore pipelines, PipelineJobs jobs, TimeProvider time, ILogger<QueueSweepLoop> logger)
    : PeriodicService(TimeSpan.FromSeconds(10), isAtOnce: true, time)
{
    protected override async Task RoundAsync(CancellationToken ct)
    {
        foreach (var documentId in pipelines.Waiting())
            await jobs.EnqueueNextAsync(documentId, ct);
    }

    protected override void Tell(Exception failure) => logger.LogError(failure, "The queue could not be swept; it is tried again in {Interval}", Interval);
}
