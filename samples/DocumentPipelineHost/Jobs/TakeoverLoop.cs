using DocumentPipelineHost.Instances;
using DocumentPipelineHost.Loops;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Tus;

namespace DocumentPipelineHost.Jobs;

/// <summary>
/// Keeps this instance registered as alive, takes over what dead instances owned, and resumes what this one dropped.
/// Runs every second where there may be other instances, otherwise every ten seconds.
/// </summary>
internal sealed class TakeoverLoop(
    IInstances instances, HostInstance instance, PipelineStore pipelines, PipelinesAtWork atWork,
    PipelineRecovery recovery, PipelineJobs jobs, TusWatches watches,
    TimeProvider time,
    ILogger<TakeoverLoop> logger
) : PeriodicService(TimeSpan.FromSeconds(instance.IsShared ? 1 : 10), isAtOnce: false, time)
{
    private HashSet<string> _suspects = [];
    private bool _isFailing;

    protected override async Task RoundAsync(CancellationToken ct)
    {
        await instances.StayAsync(ct);
        await TakeOverAsync(ct);
        await watches.ReleaseLostAsync();
        await TakeUpAsync();
        _isFailing = false;
    }

    protected override void LogFailure(Exception failure)
    {
        if (!_isFailing)
            logger.LogError(
                "What others left cannot be taken over now, it is tried again every {Interval}: {Reason}", Interval,
                failure.Message);
        _isFailing = true;
    }

    private async Task TakeOverAsync(CancellationToken ct)
    {
        if (await instances.InheritAsync(ct) is not { Instances: > 0 } left)
            return;
        logger.LogInformation(
            "{Instances} instances have gone; the work of {Documents} documents goes on in the queue", left.Instances,
            left.Documents.Count);
        foreach (var documentId in left.Documents)
            await jobs.EnqueueNextAsync(documentId, ct);
    }

    /// <summary>
    /// Resumes rows that this instance owns and does not work on: inherited or dropped. A row must be seen so twice,
    /// since it is read a moment before it is evaluated.
    /// </summary>
    private async Task TakeUpAsync()
    {
        var dropped = pipelines.Owned().Where(record => !atWork.Contains(record.Id)).ToList();
        foreach (var record in dropped.Where(record => _suspects.Contains(record.Id)))
            await recovery.SettleAsync(record);
        _suspects = [.. dropped.Select(static record => record.Id)];
    }
}
