using DocumentPipelineHost.Storage;
using DocumentPipelineHost.Tus;

namespace DocumentPipelineHost.Buckets;

/// <summary>
/// Keeps the pieces of unfinished uploads in the bucket, below <c>uploads/</c>: any instance can take the next one.
/// </summary>
internal sealed class S3SegmentStore(S3Objects objects) : ISegmentStore
{
    private const string Prefix = "uploads/";

    /// <summary>Whether an object's key is that of a piece.</summary>
    public static bool IsSegment(string key) => key.StartsWith(Prefix, StringComparison.Ordinal);

    public async Task KeepAsync(string path, string key, CancellationToken ct)
    {
        await objects.PutAsync(path, Prefix + key, new FileInfo(path).Length, ct);
        File.Delete(path);
    }

    public Task<Stream> OpenAsync(TusSegment segment, CancellationToken ct) =>
        Task.FromResult(objects.Open(Prefix + segment.Key, segment.Length));

    public Task DeleteAsync(string key, CancellationToken ct) => objects.DeleteAsync(Prefix + key, ct);

    public IAsyncEnumerable<StoredFile> ListAsync(CancellationToken ct) =>
        objects.ListAsync(Prefix, ct).Select(static file => file with { Key = file.Key[Prefix.Length..] });
}
