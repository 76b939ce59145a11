namespace DocumentPipelineHost.Storage;

/// <summary>
/// The mark of a store of originals and pieces: the id of the database that it belongs to. Any call may throw a <see
/// cref="StorageException"/>.
/// </summary>
internal interface IStorageMark
{
    /// <summary>The human-readable location of the mark.</summary>
    string Place { get; }

    /// <summary>The database's id; null where the store has no mark yet.</summary>
    Task<string?> ReadAsync(CancellationToken ct);

    /// <summary>Marks the store.</summary>
    Task WriteAsync(string id, CancellationToken ct);
}
