using Quartz;

namespace DocumentPipelineHost.Jobs;

/// <summary>
/// The durable job of one pipeline; its key's name is the pipeline's id. The engine runs it at least once: again after a crash, even when
/// its work is done already. So what is left to do is read from the host's rows, and a finished pipeline is left at once.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class PipelineJob(PipelineExecutor executor, PipelineJobs jobs) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var result = await executor.RunAsync(context.JobDetail.Key.Name, cancellationToken);
        if (result.TryAgain)
            throw new JobExecutionException("The pipeline is tried again later.");
        if (result.DocumentId is { } documentId)
            await jobs.EnqueueNextAsync(documentId, CancellationToken.None);
    }
}
