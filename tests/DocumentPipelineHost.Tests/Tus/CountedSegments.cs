using DocumentPipelineHost.Storage;
using DocumentPipelineHost.Tus;

namespace DocumentPipelineHost.Tests.Tus;

/// <summary>A real store of pieces that counts how often one is read.</summary>
internal sealed class CountedSegments(ISegmentStore inner) : ISegmentStore
{
    private int _opened;

    public int Opened => Volatile.Read(ref _opened);

    public Task KeepAsync(string path, string key, CancellationToken ct) => inner.KeepAsync(path, key, ct);

    public Task<Stream> OpenAsync(TusSegment segment, CancellationToken ct)
    {
        Interlocked.Increment(ref _opened);
        return inner.OpenAsync(segment, ct);
    }

    public Task DeleteAsync(string key, CancellationToken ct) => inner.DeleteAsync(key, ct);

    public IAsyncEnumerable<StoredFile> ListAsync(CancellationToken ct) => inner.ListAsync(ct);
}
