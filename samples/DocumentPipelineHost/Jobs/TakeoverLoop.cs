using DocumentPipelineHost.Instances;
using DocumentPipelineHost.Loops;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Tus;

namespace DocumentPipelineHost.Jobs;

/// <summary>
/// Says again and again that this instance lives, takes over what dead ones had in hand, and takes up what this one
/// dropped. Every second where there may be other instances, every ten seconds otherwise.
/// </summary>
internal sealed class TakeoverLoop(
    IInstances instances, HostInstance instance, PipelineStore pipelines, PipelinesInHand inHand,
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

    protected override void Tell(Exception failure)
    {
        if (!_isFailing)
            logger.LogError(
                "What others left cannot be taken over now, it is tried again every {Interval}: {Reason}", Interval,
                failure.Message);
        _isFailing = true;
    }

    private async Task TakeOverAsync(CancellationToken ct)
    {
        if (await instances.BuryAsync(ct) is not { Instances: > 0 } left)
            return;
        logger.LogInformation(
            "{Instances} instances have gone; the work of {Documents} documents goes on in the queue", left.Instances,
            left.Documents.Count);
        foreach (var documentId in left.Documents)
            await jobs.EnqueueNextAsync(documentId, ct);
    }

    /// <summary>
    /// Rows in this instance's hand that it does not work on: inherited, or dropped. Seen so twice, since a row is read
    /// a moment before it is judged.
    /// </summary>
    private async Task TakeUpAsync()
    {
        var dropped = pipelines.InHand().Where(record => !inHand.Contains(record.Id)).ToList();
        foreach (var record in dropped.Where(record => _suspects.Contains(record.Id)))
            await recovery.SettleAsync(record);
        _suspects = [.. dropped.Select(static record => record.Id)];
    }
}
