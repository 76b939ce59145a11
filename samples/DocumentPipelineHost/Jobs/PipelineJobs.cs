using System.Globalization;
using DocumentPipelineHost.Pipelines;
using Quartz;

namespace DocumentPipelineHost.Jobs;

/// <summary>
/// Puts turns at a worker into the durable job engine: one for each waiting pipeline, those of one document one after
/// the other. Enqueuing again has no effect, so a caller that is not sure may do it. The host's own rows, not the
/// engine's, decide what is to be done. Each turn that a person starts and each retry is a job of its own, and so is
/// the turn of a pipeline whose former turn runs another pipeline: no waiting pipeline is without a turn, and a surplus
/// turn ends without effect.
/// </summary>
public sealed class PipelineJobs(
    ISchedulerFactory schedulers, PipelineStore pipelines, TimeProvider time, ILogger<PipelineJobs> logger)
{
    private const string Group = "pipelines";
    private const char Separator = '/'; // in no pipeline id

    /// <summary>Turns of one pipeline that all run others; then the next sweep looks again.</summary>
    private const int MostNames = 20;

    /// <summary>How long a caller waits for the engine; the row is already stored, and the sweep finds it.</summary>
    private static readonly TimeSpan EngineLimit = TimeSpan.FromSeconds(4);

    /// <summary>
    /// Enqueues the document's next pipeline, if one is waiting. A pipeline that is owned by an instance is enqueued by
    /// its owner. Where the engine's rows cannot be reached now, the sweep does that within ten seconds after they are
    /// reachable again.
    /// </summary>
    public async Task EnqueueNextAsync(string documentId, CancellationToken ct = default)
    {
        if (pipelines.FirstLive(documentId) is not { Instance: null } next)
            return;
        try
        {
            await EnqueueAsync(next, ct).WaitAsync(EngineLimit, ct);
        }
        catch (Exception exception) when (exception is TimeoutException or JobPersistenceException)
        {
            logger.LogWarning(
                "Pipeline {PipelineId} waits by its row and begins a little later: {Reason}",
                next.Id, exception.Message);
        }
    }

    private async Task EnqueueAsync(PipelineRecord next, CancellationToken ct)
    {
        var scheduler = await schedulers.GetScheduler(ct);
        for (var more = 0; more < MostNames; more++)
        {
            var name = Name(next, more);
            var state = await scheduler.GetTriggerState(new TriggerKey(name, Group), ct);
            if (state is not (TriggerState.None or TriggerState.Complete or TriggerState.Executing))
                return; // it waits
            var job = JobBuilder.Create<PipelineJob>().WithIdentity(name, Group).RequestRecovery().Build();
            if (!await scheduler.Exists(job.Key, ct))
            {
                await ScheduleAsync(scheduler, job, next.DueAt, ct);
                return;
            }
        }
    }

    private async Task ScheduleAsync(IScheduler scheduler, IJobDetail job, DateTimeOffset due, CancellationToken ct)
    {
        var trigger = TriggerBuilder.Create().WithIdentity(job.Key.Name, Group).StartAt(Later(due)).Build();
        try
        {
            await scheduler.ScheduleJob(job, trigger, cancellationToken: ct);
        }
        catch (ObjectAlreadyExistsException)
        {
            // Somebody else enqueued it between the question and the answer.
        }
    }

    private DateTimeOffset Later(DateTimeOffset due) => time.GetUtcNow() is var now && due > now ? due : now;

    private static string Name(PipelineRecord pipeline, int more) => (pipeline, more) is ({ Turn: 0, Retries: 0 }, 0)
        ? pipeline.Id
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{pipeline.Id}{Separator}{pipeline.Turn}.{pipeline.Retries}{(more == 0 ? "" : $".{more}")}");
}
