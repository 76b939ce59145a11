using DocumentPipelineHost.Batches;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Idempotency;
using DocumentPipelineHost.Instances;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Storage;
using DocumentPipelineHost.Tus;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Jobs;

/// <summary>
/// Runs before the server listens and before the jobs start. Promises: pipelines without an end and without a worker
/// are restored, so that a page that connects again finds them; an end that a crash left in the row only is shown to
/// the subscribers; what uploads left behind is removed. What another living instance works on is not touched.
/// </summary>
internal sealed class StartupRecovery(
    HostDatabase database, IInstances instances, HostInstance instance, WorkFiles files, PipelineStore pipelines,
    IdempotencyStore calls, TusStore uploads, PipelineRecovery recovery, BatchRecovery batches, DataFolder folder,
    IOptions<MinioOptions> bucket, ILogger<StartupRecovery> logger) : IHostedLifecycleService
{
    /// <summary>Before any other part starts: some of them read rows.</summary>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        database.Prepare();
        return instances.JoinAsync(cancellationToken);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        files.Sweep();
        if (instance.IsShared && !bucket.Value.IsSet)
            logger.LogWarning(
                "The originals are in {Folder}: all instances must have this folder. Otherwise set {Key} for each.",
                folder.Originals, $"{MinioOptions.Section}:…");
        if (!instance.IsShared)
            await RecoverAllAsync();
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task RecoverAllAsync()
    {
        await calls.ReleaseAllAsync();
        await uploads.ReleaseAllAsync();
        await batches.RestoreAsync();
        await pipelines.AdoptAllAsync();
        var left = pipelines.Unsettled();
        foreach (var record in left)
            await recovery.SettleAsync(record);
        await batches.SettleAsync();
        if (left.Count > 0)
            logger.LogInformation("Recovered {Count} pipelines", left.Count);
    }
}
