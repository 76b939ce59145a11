using System.Globalization;
using DocumentPipelineHost.Pipelines;
using Quartz;

namespace DocumentPipelineHost.Jobs;

/// <summary>
/// Puts pipelines into the durable job engine, those of one document one after the other. Enqueuing again does nothing, so whoever
/// is in doubt may; the host's own rows, not the engine's, say what is to be done. Each turn of a pipeline is a job of its own, so that
/// one that was stopped and resumed waits neither for its former job nor for that one's retry.
/// </summary>
public sealed class PipelineJobs(ISchedulerFactory schedulers, PipelineStore pipelines, ILogger<PipelineJobs> logger)
{
    private const string Group = "pipelines";
    private const char Separator = '/'; // in no pipeline id

    /// <summary>Enqueues the document's next pipeline, if it has one that waits. One that somebody has in hand is enqueued by whoever that is.</summary>
    public async Task EnqueueNextAsync(string documentId, CancellationToken ct = default)
    {
        if (pipelines.FirstLive(documentId) is not { Instance: null } next)
            return;
        var scheduler = await schedulers.GetScheduler(ct);
        var name = Name(next);
        var job = JobBuilder.Create<PipelineJob>().WithIdentity(name, Group).RequestRecovery().Build();
        var trigger = TriggerBuilder.Create().WithIdentity(name, Group).StartNow().Build();
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

    /// <summary>Takes the pipeline's job out: a waiting one is removed, a running one is asked to stop. Whatever is missed here finds no work.</summary>
    public async Task RemoveAsync(PipelineRecord pipeline, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        var scheduler = await schedulers.GetScheduler(ct);
        var key = new JobKey(Name(pipeline), Group);
        try
        {
            await scheduler.Interrupt(key, ct);
            await scheduler.DeleteJob(key, ct);
        }
        catch (Exception exception) when (exception is SchedulerException or ObjectDisposedException)
        {
            // The job may end by itself meanwhile.
            logger.LogWarning(exception, "Remove job: pipeline {PipelineId} kept its job, which finds no work; nothing needs to be done", pipeline.Id);
        }
    }

    /// <summary>The pipeline and the turn that a job's name stands for.</summary>
    internal static (string PipelineId, int Turn) Read(string name) => name.LastIndexOf(Separator) is var at and >= 0
        ? (name[..at], int.Parse(name.AsSpan(at + 1), CultureInfo.InvariantCulture))
        : (name, 0);

    private static string Name(PipelineRecord pipeline) =>
        pipeline.Turn == 0 ? pipeline.Id : string.Create(CultureInfo.InvariantCulture, $"{pipeline.Id}{Separator}{pipeline.Turn}");
}
