using DocumentPipelineHost.Storage;

namespace DocumentPipelineHost.Buckets;

/// <summary>Keeps the originals in an S3 bucket.</summary>
internal sealed class S3OriginalStore(S3Objects objects, WorkFiles files) : IOriginalStore
{
    public async Task<string> KeepAsync(IncomingFile incoming, string documentId, CancellationToken ct)
    {
        var key = OriginalKeys.New(incoming.Sha256, documentId);
        await objects.PutAsync(incoming.Path, key, incoming.Length, ct);
        return key;
    }

    public async Task<LocalCopy> FetchAsync(Original original, CancellationToken ct)
    {
        await using var source = await OpenAsync(original, ct);
        var copy = new LocalCopy(files.NewPath(), isTemporary: true);
        try
        {
            await using var target = new FileStream(
                copy.Path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous
            );
            await OriginalContent.CopyAsync(source, target, original, ct);
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    public async Task<Stream> OpenAsync(Original original, CancellationToken ct)
    {
        OriginalContent.CheckLength(original, await objects.LengthAsync(original.Key, ct));
        return objects.Open(original.Key, original.Length);
    }

    public Task DeleteAsync(string key, CancellationToken ct) => objects.DeleteAsync(key, ct);

    /// <remarks>Pieces of unfinished uploads and the bucket's mark are not among them.</remarks>
    public IAsyncEnumerable<StoredFile> ListAsync(CancellationToken ct) =>
        objects.ListAsync(string.Empty, ct)
            .Where(static file => !S3SegmentStore.IsSegment(file.Key) && !S3StorageMark.IsMark(file.Key));
}
