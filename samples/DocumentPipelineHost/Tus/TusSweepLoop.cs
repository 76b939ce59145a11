using DocumentPipelineHost.Loops;
using DocumentPipelineHost.Problems;

namespace DocumentPipelineHost.Tus;

/// <summary>
/// At the start and every 30 seconds: stores documents whose bytes were all there when a host or a service became
/// unavailable, removes expired uploads, and removes pieces that no row names.
/// </summary>
internal sealed class TusSweepLoop(
    TusStore store, SegmentSweep orphans, TusCompletion completion, TusPieces pieces, TusRemoval removal,
    TusLocks locks, TimeProvider time,
    ILogger<TusSweepLoop> logger)
    : PeriodicService(TimeSpan.FromSeconds(30), isAtOnce: true, time)
{
    private static readonly TimeSpan OtherInstance = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan OrphanInterval = TimeSpan.FromHours(6);

    private readonly TimeProvider _time = time;
    private DateTimeOffset _nextOrphans;

    protected override async Task RoundAsync(CancellationToken ct)
    {
        foreach (var upload in store.Expired())
            await WithLockAsync(upload.Id, TryExpireAsync, ct);
        foreach (var upload in store.Whole())
            await WithLockAsync(upload.Id, fresh => TryCompleteAsync(fresh, ct), ct);
        foreach (var id in store.WithLeftSegments())
            await pieces.RemoveAsync(id);
        if (_time.GetUtcNow() < _nextOrphans)
            return;
        await orphans.SweepAsync(ct);
        _nextOrphans = _time.GetUtcNow() + OrphanInterval;
    }

    protected override void LogFailure(Exception failure) =>
        logger.LogWarning(
            "Sweep of uploads stopped: {Reason}. The next one is in {Interval}.", failure.Message, Interval);

    private async Task WithLockAsync(string id, Func<TusUpload, Task> work, CancellationToken ct)
    {
        using var hold = await locks.TakeAsync(id, ct);
        if (store.Find(id) is { } upload)
            await work(upload);
    }

    private async Task TryExpireAsync(TusUpload upload)
    {
        if (upload.ExpiresAt >= _time.GetUtcNow())
            return;
        try
        {
            await removal.RemoveAsync(upload, TusProblems.Expired);
        }
        catch (ProblemException)
        {
            // Another instance stores its document just now.
        }
    }

    private async Task TryCompleteAsync(TusUpload upload, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(OtherInstance);
        try
        {
            await completion.FinishAsync(upload, limit.Token);
        }
        catch (ProblemException exception)
        {
            logger.LogInformation("Upload {UploadId} is not stored: {Reason}", upload.Id, exception.Message);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Another instance is at it.
        }
    }
}
