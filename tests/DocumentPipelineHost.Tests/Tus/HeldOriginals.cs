using DocumentPipelineHost.Storage;

namespace DocumentPipelineHost.Tests.Tus;

/// <summary>A real store of originals that does a test's own work before it keeps a file.</summary>
internal sealed class HeldOriginals(IOriginalStore inner, Func<Task> before) : IOriginalStore
{
    public async Task<string> KeepAsync(IncomingFile incoming, string documentId, CancellationToken ct)
    {
        await before();
        ct.ThrowIfCancellationRequested();
        return await inner.KeepAsync(incoming, documentId, ct);
    }

    public Task<LocalCopy> FetchAsync(Original original, CancellationToken ct) => inner.FetchAsync(original, ct);

    public Task<Stream> OpenAsync(Original original, CancellationToken ct) => inner.OpenAsync(original, ct);

    public Task DeleteAsync(string key, CancellationToken ct) => inner.DeleteAsync(key, ct);

    public IAsyncEnumerable<StoredFile> ListAsync(CancellationToken ct) => inner.ListAsync(ct);
}
