using DocumentPipelineHost.Documents;

namespace DocumentPipelineHost.Storage;

/// <summary>
/// Removes originals that no document has: kept by an upload whose process ended before the document was stored, or
/// left when a document was deleted while the store was unavailable. Only those older than a day are removed, so that
/// an upload in progress on any host instance is never touched, and only files whose keys are keys of originals. A
/// store that does not belong to this database is left alone (<see cref="StorageClaim"/>). A copy of a database has the
/// same id, so a store whose files are mostly unknown is left alone too.
/// </summary>
internal sealed class OrphanSweep(
    IOriginalStore originals, DocumentStore documents, StorageClaim claim, TimeProvider time,
    ILogger<OrphanSweep> logger)
{
    /// <summary>
    /// Orphans come one by one, from crashes. More than these and than there are documents, or any where there are no
    /// documents, is another database's storage.
    /// </summary>
    private const int Plausible = 10;

    private const int BatchFiles = 500;

    private static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    public async Task SweepAsync(CancellationToken ct)
    {
        if (!await claim.IsOursAsync(ct))
            return;
        var before = time.GetUtcNow() - Grace;
        var (orphans, known) = await FindAsync(before, ct);
        if (orphans.Count > (known == 0 ? 0 : Math.Max(Plausible, known)))
        {
            logger.LogWarning(
                "{Orphans} stored originals belong to no document and only {Known} do: nothing was removed. Is this "
                    + "the storage of another database?",
                orphans.Count, known);
            return;
        }

        foreach (var key in orphans)
            await originals.DeleteAsync(key, ct);
        if (orphans.Count > 0)
            logger.LogInformation("Removed {Orphans} stored originals that no document has", orphans.Count);
    }

    private async Task<(List<string> Orphans, int Known)> FindAsync(DateTimeOffset before, CancellationToken ct)
    {
        var orphans = new List<string>();
        var known = 0;
        await foreach (
            var batch in originals
                .ListAsync(ct)
                .Where(file => file.StoredAt < before && OriginalKeys.DocumentId(file.Key) is not null)
                .Chunk(BatchFiles))
        {
            // Asked after they were listed: whatever is a day old and has no row now will never have one.
            var kept = documents.StorageKeys(batch.Select(static file => OriginalKeys.DocumentId(file.Key)!));
            orphans.AddRange(batch.Select(static file => file.Key).Where(key => !kept.Contains(key)));
            known += kept.Count;
        }

        return (orphans, known);
    }
}
