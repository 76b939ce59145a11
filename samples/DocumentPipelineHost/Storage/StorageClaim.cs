using DocumentPipelineHost.Database;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Tus;

namespace DocumentPipelineHost.Storage;

/// <summary>
/// Whether the store of originals and pieces belongs to this database: only then may what no row names be removed. A
/// store without a mark is marked where this database knows at least four of five of its files (a crash leaves one here
/// and there that nobody knows); a store with another database's mark is left alone for good.
/// </summary>
internal sealed class StorageClaim(
    IStorageMark mark, DatabaseIdentity identity, IOriginalStore originals, ISegmentStore segments,
    DocumentStore documents, TusStore uploads, ILogger<StorageClaim> logger)
{
    private const int BatchFiles = 500;

    /// <summary>How many known files are needed for each unknown one.</summary>
    private const int KnownForUnknown = 4;

    private readonly Lock _lock = new();
    private Task<bool>? _claiming;
    private bool _isKnown;
    private bool _isLogged;

    /// <summary>
    /// Reads the mark, or sets it where that is safe. For a store of another database, logs once what to do. Callers
    /// that arrive meanwhile share the outcome: nobody waits for a silent store twice.
    /// </summary>
    /// <exception cref="StorageException">The store cannot be reached now.</exception>
    public Task<bool> IsOursAsync(CancellationToken ct)
    {
        lock (_lock)
        {
            if (_claiming is not { IsCompleted: false })
                _claiming = Task.Run(ClaimAsync, CancellationToken.None);
            return _claiming.WaitAsync(ct);
        }
    }

    /// <summary>Before the first file that this process keeps: marks a new store while it is still empty.</summary>
    /// <exception cref="StorageException">The store cannot be reached now; the file could not be kept
    /// either.</exception>
    public async Task EnsureAsync(CancellationToken ct)
    {
        if (!_isKnown)
            await IsOursAsync(ct);
    }

    private async Task<bool> ClaimAsync()
    {
        var own = await identity.GetAsync();
        var found = await mark.ReadAsync(CancellationToken.None);
        if (found is null && await IsMostlyKnownAsync())
        {
            await mark.WriteAsync(own, CancellationToken.None);
            found = await mark.ReadAsync(CancellationToken.None); // of two databases that came at once one has it
        }

        _isKnown = true;
        if (found != own)
            LogForeign(found);
        return found == own;
    }

    private async Task<bool> IsMostlyKnownAsync()
    {
        var (all, known) = (0L, 0L);
        await foreach (var batch in originals.ListAsync(CancellationToken.None)
            .Select(static file => (file.Key, Document: OriginalKeys.DocumentId(file.Key)))
            .Where(static file => file.Document is not null).Chunk(BatchFiles))
        {
            var kept = documents.StorageKeys(batch.Select(static file => file.Document!));
            all += batch.Length;
            known += batch.Count(file => kept.Contains(file.Key));
        }

        await foreach (
            var batch in segments.ListAsync(CancellationToken.None).Select(static piece => piece.Key).Chunk(BatchFiles))
        {
            all += batch.Length;
            known += uploads.Known(batch).Count;
        }

        return (all - known) * KnownForUnknown <= known;
    }

    private void LogForeign(string? found)
    {
        if (_isLogged)
            return;
        _isLogged = true;
        if (found is null)
        {
            logger.LogWarning(
                "The store of originals holds too many files that this database does not know, and no mark "
                    + "names their database: nothing is swept. If it is this database's, write its id (table "
                    + "database_identity) to {Place}; otherwise name another bucket or folder",
                mark.Place);
        }
        else
        {
            logger.LogWarning(
                "The store of originals belongs to another database ({Id}, by {Place}): nothing of it is swept. " +
                "Name another bucket or folder, or that database",
                found, mark.Place);
        }
    }
}
