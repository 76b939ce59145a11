namespace DocumentPipelineHost.Storage;

/// <summary>
/// Where the uploaded files are. Promises: a file that <see cref="KeepAsync"/> returned from is whole and outlives a
/// crash of any process; each document has a file of its own, so that deleting one never takes another's; what is read
/// is what was kept, or an error. Any call may throw a <see cref="StorageException"/>: the store cannot be reached now.
/// </summary>
public interface IOriginalStore
{
    /// <summary>
    /// Keeps a received file for good and returns its key. What a call that throws left behind is an orphan at most.
    /// </summary>
    Task<string> KeepAsync(IncomingFile incoming, string documentId, CancellationToken ct);

    /// <summary>The file at a local path, its length and hash compared with those it was kept with.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="OriginalDamagedException">It is not what was kept.</exception>
    Task<LocalCopy> FetchAsync(Original original, CancellationToken ct);

    /// <summary>
    /// The file as a seekable stream, of which only what is read is moved. Compared by its length alone.
    /// </summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="OriginalDamagedException">It is not as long as what was kept.</exception>
    Task<Stream> OpenAsync(Original original, CancellationToken ct);

    /// <summary>Deletes the file; one that is not there is no error.</summary>
    Task DeleteAsync(string key, CancellationToken ct);

    /// <summary>All files, in no order.</summary>
    IAsyncEnumerable<StoredFile> ListAsync(CancellationToken ct);
}
