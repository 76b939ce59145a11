using DocumentPipelineHost.Loops;
using DocumentPipelineHost.Problems;

namespace DocumentPipelineHost.Tus;

/// <summary>
/// At the start and every half minute: stores documents whose bytes were all there when a host or a service went away, removes expired uploads,
/// and pieces that no row names.
/// </summary>
internal sealed class TusSweepLoop(
    TusStore store, ISegmentStore segments, TusCompletion completion, TusRemoval removal, TusLocks locks, TimeProvider time, ILogger<TusSweepLoop> logger)
    : PeriodicService(TimeSpan.FromSeconds(30), isAtOnce: true, time)
{
    private static readonly TimeSpan Grace = TimeSpan.FromDays(1);
    private static readonly TimeSpan OrphanInterval = TimeSpan.FromHours(6);

    private readonly TimeProvider _time = time;
    private DateTimeOffset _nextOrphans;

    protected override async Task RoundAsync(CancellationToken ct)
    {
        foreach (var upload in store.Expired())
            await WithLockAsync(upload.Id, fresh => fresh.ExpiresAt < _time.GetUtcNow() ? removal.RemoveAsync(fresh, TusProblems.Expired) : Task.CompletedTask, ct);
        foreach (var upload in store.Whole())
            await WithLockAsync(upload.Id, TryCompleteAsync, ct);
        foreach (var id in store.WithLeftSegments())
            await completion.RemoveSegmentsAsync(id);
        if (_time.GetUtcNow() < _nextOrphans)
            return;
        await RemoveOrphansAsync(ct);
        _nextOrphans = _time.GetUtcNow() + OrphanInterval;
    }

    protected override void Tell(Exception failure) =>
        logger.LogWarning("Sweep of uploads stopped: {Reason}. The next one is in {Interval}.", failure.Message, Interval);

    private async Task WithLockAsync(string id, Func<TusUpload, Task> work, CancellationToken ct)
    {
        using var hold = await locks.TakeAsync(id, ct);
        if (store.Find(id) is { } upload)
            await work(upload);
    }

    private async Task TryCompleteAsync(TusUpload upload)
    {
        if (!upload.IsWhole)
            return;
        try
        {
            await completion.CompleteAsync(upload);
        }
        catch (ProblemException exception)
        {
            logger.LogInformation("Upload {UploadId} is not stored: {Reason}", upload.Id, exception.Message);
        }
    }

    private async Task RemoveOrphansAsync(CancellationToken ct)
    {
        var before = _time.GetUtcNow() - Grace;
        await foreach (var batch in segments.ListAsync(ct).Where(piece => piece.StoredAt < before).Select(static piece => piece.Key).Chunk(500))
        {
            var known = store.Known(batch);
            foreach (var key in batch.Where(key => !known.Contains(key)))
                await segments.DeleteAsync(key, ct);
        }
    }
}
