using DocumentPipelineHost.Storage;

namespace DocumentPipelineHost.Tus;

/// <summary>
/// Removes pieces that no row names: kept by a request whose process ended before their row was there. Only those older
/// than a day, so that no instance's upload under way is touched, and only where the store is this database's.
/// </summary>
internal sealed class SegmentSweep(TusStore store, ISegmentStore segments, StorageClaim claim, TimeProvider time)
{
    private const int BatchFiles = 500;

    private static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    /// <exception cref="StorageException">The store cannot be reached now.</exception>
    public async Task SweepAsync(CancellationToken ct)
    {
        if (!await claim.IsOursAsync(ct))
            return;
        var before = time.GetUtcNow() - Grace;
        var old = segments.ListAsync(ct).Where(piece => piece.StoredAt < before).Select(static piece => piece.Key);
        await foreach (var batch in old.Chunk(BatchFiles))
        {
            var known = store.Known(batch);
            foreach (var key in batch.Where(key => !known.Contains(key)))
                await segments.DeleteAsync(key, ct);
        }
    }
}
