using DocumentPipelineHost.Storage;

namespace DocumentPipelineHost.Tus;

/// <summary>
/// Where the pieces of unfinished uploads are; every instance must have them. Promises: a piece that
/// <see cref="KeepAsync"/> returned from outlives a crash. Any call may throw a <see cref="StorageException"/>.
/// </summary>
internal interface ISegmentStore
{
    /// <summary>Takes a local file over.</summary>
    Task KeepAsync(string path, string key, CancellationToken ct);

    /// <exception cref="FileNotFoundException">There is no such piece.</exception>
    Task<Stream> OpenAsync(TusSegment segment, CancellationToken ct);

    /// <summary>Deletes the piece; one that is not there is no error.</summary>
    Task DeleteAsync(string key, CancellationToken ct);

    /// <summary>All pieces, in no order.</summary>
    IAsyncEnumerable<StoredFile> ListAsync(CancellationToken ct);
}
