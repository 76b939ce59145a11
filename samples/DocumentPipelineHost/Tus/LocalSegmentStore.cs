using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Storage;

namespace DocumentPipelineHost.Tus;

/// <summary>Keeps the pieces in a folder of the data folder, flushed to the disk.</summary>
internal sealed class LocalSegmentStore(DataFolder folder) : ISegmentStore
{
    public Task KeepAsync(string path, string key, CancellationToken ct)
    {
        using (var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite))
            file.Flush(flushToDisk: true);
        KeptFiles.Move(path, PathOf(key));
        DiskFlush.Directory(folder.Uploads);
        return Task.CompletedTask;
    }

    public Task<Stream> OpenAsync(TusSegment segment, CancellationToken ct) =>
        Task.FromResult<Stream>(
            new FileStream(
                PathOf(segment.Key), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0,
                FileOptions.Asynchronous));

    public Task DeleteAsync(string key, CancellationToken ct)
    {
        File.Delete(PathOf(key));
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<StoredFile> ListAsync(CancellationToken ct) =>
        new DirectoryInfo(folder.Uploads)
            .EnumerateFiles()
            .Select(static file => new StoredFile(file.Name, file.LastWriteTimeUtc))
            .ToAsyncEnumerable();

    private string PathOf(string key) => Path.Combine(folder.Uploads, key);
}
