using DocumentPipelineHost.Configuration;

namespace DocumentPipelineHost.Storage;

/// <summary>Keeps the originals in a local folder, flushed to the disk.</summary>
public sealed class LocalOriginalStore(DataFolder folder) : IOriginalStore
{
    public Task<string> KeepAsync(IncomingFile incoming, string documentId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var key = OriginalKeys.New(incoming.Sha256, documentId);
        var target = PathOf(key);
        var directory = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(directory);
        DiskFlush.Directory(folder.Originals);
        KeptFiles.Move(incoming.Path, target);
        DiskFlush.Directory(directory);
        return Task.FromResult(key);
    }

    public async Task<LocalCopy> FetchAsync(Original original, CancellationToken ct)
    {
        await using var stream = Open(original);
        await OriginalContent.CopyAsync(stream, Stream.Null, original, ct);
        return new LocalCopy(stream.Name, isTemporary: false);
    }

    public Task<Stream> OpenAsync(Original original, CancellationToken ct) => Task.FromResult<Stream>(Open(original));

    public Task DeleteAsync(string key, CancellationToken ct)
    {
        var path = PathOf(key);
        if (File.Exists(path))
            File.Delete(path);
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<StoredFile> ListAsync(CancellationToken ct) =>
        new DirectoryInfo(folder.Originals)
            .EnumerateFiles("*", SearchOption.AllDirectories)
            .Select(file => new StoredFile(
                Path.GetRelativePath(folder.Originals, file.FullName).Replace(Path.DirectorySeparatorChar, '/'),
                file.LastWriteTimeUtc))
            .ToAsyncEnumerable();

    private FileStream Open(Original original)
    {
        ArgumentNullException.ThrowIfNull(original);
        var path = PathOf(original.Key);
        if (!File.Exists(path)) // its folder may be missing too, which is another exception
            throw new FileNotFoundException($"There is no original {original.Key}.");
        var stream = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0,
            FileOptions.Asynchronous);
        try
        {
            OriginalContent.CheckLength(original, stream.Length);
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private string PathOf(string key)
    {
        var root = folder.Originals;
        var path = Path.GetFullPath(key, root);
        if (!path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new ArgumentException("The key leaves the folder.", nameof(key));
        return path;
    }
}
