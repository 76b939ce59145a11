using DocumentPipelineHost.Pipelines;
using Quartz;

namespace DocumentPipelineHost.Jobs;

/// <summary>
/// Puts pipelines into the durable job engine, those of one document one after the other. Enqueuing again does nothing, so whoever
/// is in doubt may; the host's own rows, not the engine's, say what is to be done.
/// </summary>
public sealed class PipelineJobs(ISchedulerFactory schedulers, PipelineStore pipelines, ILogger<PipelineJobs> logger)
{
    private const string Group = "pipelines";

    /// <summary>Enqueues the document's next pipeline, if it has one that waits. One that somebody has in hand is enqueued by whoever that is.</summary>
    public async Task EnqueueNextAsync(string documentId, CancellationToken ct = default)
    {
        if (pipelines.FirstLive(documentId) is not { Instance: null } next)
            return;
        var scheduler = await schedulers.GetScheduler(ct);
        var job = JobBuilder.Create<PipelineJob>().WithIdentity(next.Id, Group).RequestRecovery().Build();
        var trigger = TriggerBuilder.Create().WithIdentity(next.Id, Group).StartNow().Build();
        try
        {
            if (!await scheduler.Exists(job.Key, ct))
                await scheduler.ScheduleJob(job, trigger, cancellationToken: ct);
        }
        catch (ObjectAlreadyExistsException)
        {
            // Somebody else enqueued it between the question and the answer.
        }
    }

    /// <summary>Takes a pipeline out whose rows are gone: a waiting job is removed, a running one is told to stop. Whatever is missed here finds no work.</summary>
    public async Task RemoveAsync(string pipelineId, CancellationToken ct = default)
    {
        var scheduler = await schedulers.GetScheduler(ct);
        var key = new JobKey(pipelineId, Group);
        try
        {
            await scheduler.Interrupt(key, ct);
            await scheduler.DeleteJob(key, ct);
        }
        catch (Exception exception) when (exception is SchedulerException or ObjectDisposedException)
        {
            // The job may end by itself while it is being told to.
            logger.LogWarning(exception, "The job of pipeline {PipelineId} could not be taken out", pipelineId);
        }
    }
}
