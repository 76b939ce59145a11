using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using DocumentPipelineHost.Database;
using Quartz;

namespace DocumentPipelineHost.Jobs;

/// <summary>
/// A durable turn at a worker: one for each pipeline that waits. Which pipeline it is for is decided when a worker is
/// free (<see cref="Pipelines.WaitingPipelines"/>), so that users share the workers, and what is left of it is read
/// from the host's rows. The engine runs a job at least once: again after a crash, and then often for nothing.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class PipelineJob(PipelineExecutor executor, PipelineJobs jobs, ILogger<PipelineJob> logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var result = await RunAsync(context.JobDetail.Key.Name, cancellationToken);
        if (result.TryAgain)
            throw new JobExecutionException("The pipeline is tried again later.");
        if (result.DocumentId is { } documentId)
            await jobs.EnqueueNextAsync(documentId, CancellationToken.None);
    }

    [SuppressMessage(
        "Design", "CA1031",
        Justification = "Whatever it is, the engine tries again, and logs more of it than anybody reads.")]
    private async Task<ExecutionResult> RunAsync(string job, CancellationToken ct)
    {
        try
        {
            return await executor.RunNextAsync(ct);
        }
        catch (DbException exception) when (DatabaseFailures.MayPass(exception))
        {
            logger.LogWarning("The job {Job} broke off: {Reason}", job, exception.Message);
            return new ExecutionResult(true, null);
        }
        catch (Exception exception)
        {
            logger.LogError(exception, "The job {Job} broke off", job);
            return new ExecutionResult(true, null);
        }
    }
}
