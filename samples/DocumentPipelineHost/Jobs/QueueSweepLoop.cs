using System.Diagnostics.CodeAnalysis;
using DocumentPipelineHost.Pipelines;

namespace DocumentPipelineHost.Jobs;

/// <summary>At the start and every ten seconds: whatever waits by the rows and the job engine does not have is enqueued again.</summary>
internal sealed class QueueSweepLoop(PipelineStore pipelines, PipelineJobs jobs, TimeProvider time, ILogger<QueueSweepLoop> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

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
            foreach (var documentId in pipelines.Waiting())
                await jobs.EnqueueNextAsync(documentId, ct);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.LogError(exception, "The queue could not be swept; it is tried again in {Interval}", Interval);
        }
    }
}
