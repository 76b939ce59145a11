using DocumentPipelineHost.Storage;

namespace DocumentPipelineHost.Tests.Tus;

/// <summary>
/// A real store of originals that does a test's own work once a file is kept, before anybody learns of it.
/// </summary>
internal sealed class GatedOriginals(IOriginalStore inner, Func<Task> kept) : IOriginalStore
{
    public async Task<string> KeepAsync(IncomingFile incoming, string documentId, CancellationToken ct)
    {
        var key = await inner.KeepAsync(incoming, documentId, ct);
        await kept();
        return key;
    }

    public Task<LocalCopy> FetchAsync(Original original, CancellationToken ct) => inner.FetchAsync(original, ct);

    public Task<Stream> OpenAsync(Original original, CancellationToken ct) => inner.OpenAsync(original, ct);

    public Task DeleteAsync(string key, CancellationToken ct) => inner.DeleteAsync(key, ct);

    public IAsyncEnumerable<StoredFile> ListAsync(CancellationToken ct) => inner.ListAsync(ct);
}
