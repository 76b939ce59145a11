using System.Diagnostics.CodeAnalysis;
using DocumentPipelineHost.Instances;
using DocumentPipelineHost.Pipelines;

namespace DocumentPipelineHost.Jobs;

/// <summary>Every second, where there may be other instances: says that this one lives, and takes over what dead ones had in hand.</summary>
internal sealed class TakeoverLoop(IInstances instances, PipelineRecovery recovery, PipelineJobs jobs, TimeProvider time, ILogger<TakeoverLoop> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Queue<PipelineRecord> _owed = [];
    private bool _isFailing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
            await TakeOverAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [SuppressMessage("Design", "CA1031", Justification = "One failed round must not end the loop; what is owed stays in the queue.")]
    private async Task TakeOverAsync(CancellationToken ct)
    {
        try
        {
            await instances.StayAsync(ct);
            var left = await instances.BuryAsync(ct);
            foreach (var record in left.Owed)
                _owed.Enqueue(record);
            foreach (var documentId in left.Freed)
                await jobs.EnqueueNextAsync(documentId, ct);
            if (left.Owed.Count + left.Freed.Count > 0)
                logger.LogInformation("An instance has gone: {Owed} pipelines are ended for it, {Freed} documents go on in the queue", left.Owed.Count, left.Freed.Count);
            for (; _owed.TryPeek(out var record); _owed.Dequeue())
                await recovery.SettleAsync(record);
            _isFailing = false;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            if (!_isFailing)
                logger.LogError(exception, "What other instances left cannot be taken over; it is tried again every {Interval}", Interval);
            _isFailing = true;
        }
    }
}
