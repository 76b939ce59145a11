using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using DocumentPipelineHost.Database;
using Quartz;

namespace DocumentPipelineHost.Jobs;

/// <summary>
/// The durable job of one turn of a pipeline (<see cref="PipelineJobs.Read"/>). The engine runs it at least once: again after a crash, even when
/// its work is done already. So what is left to do is read from the host's rows, and a finished pipeline is left at once.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class PipelineJob(PipelineExecutor executor, PipelineJobs jobs, ILogger<PipelineJob> logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var result = await RunAsync(PipelineJobs.Read(context.JobDetail.Key.Name), cancellationToken);
        if (result.TryAgain)
            throw new JobExecutionException("The pipeline is tried again later.");
        if (result.DocumentId is { } documentId)
            await jobs.EnqueueNextAsync(documentId, CancellationToken.None);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever it is, the engine tries again, and what it says of it is more than anybody reads.")]
    private async Task<ExecutionResult> RunAsync((string PipelineId, int Turn) job, CancellationToken ct)
    {
        var (pipelineId, turn) = job;
        try
        {
            return await executor.RunAsync(pipelineId, turn, ct);
        }
        catch (DbException exception) when (DatabaseFailures.MayPass(exception))
        {
            logger.LogWarning("The job of pipeline {PipelineId} broke off: {Reason}", pipelineId, exception.Message);
            return new ExecutionResult(true, null);
        }
        catch (Exception exception)
        {
            logger.LogError(exception, "The job of pipeline {PipelineId} broke off", pipelineId);
            return new ExecutionResult(true, null);
        }
    }
}
