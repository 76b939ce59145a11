using DocumentPipelineHost.Storage;

namespace DocumentPipelineHost.Tests.Duplicates;

/// <summary>A store before whose fetches a test's own work is done.</summary>
internal sealed class FetchedOriginals(IOriginalStore inner, Action before) : IOriginalStore
{
    public Task<string> KeepAsync(IncomingFile incoming, string documentId, CancellationToken ct) =>
        inner.KeepAsync(incoming, documentId, ct);

    public Task<LocalCopy> FetchAsync(Original original, CancellationToken ct)
    {
        before();
        return inner.FetchAsync(original, ct);
    }

    public Task<Stream> OpenAsync(Original original, CancellationToken ct) => inner.OpenAsync(original, ct);

    public Task DeleteAsync(string key, CancellationToken ct) => inner.DeleteAsync(key, ct);

    public IAsyncEnumerable<StoredFile> ListAsync(CancellationToken ct) => inner.ListAsync(ct);
}
