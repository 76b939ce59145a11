using DocumentPipelineHost.Configuration;

namespace DocumentPipelineHost.Storage;

/// <summary>
/// Keeps the uploaded files in a local folder. Promises: a file that <see cref="Keep"/> returned from is whole and on the disk;
/// each document has its own file, so that deleting one never takes another's; names never come from outside.
/// </summary>
public sealed class LocalOriginalStore(DataFolder folder) : IOriginalStore
{
    public IncomingFile Receive() => new(Path.Combine(folder.Incoming, Guid.CreateVersion7().ToString("N") + ".part"));

    public string Keep(IncomingFile incoming, string documentId)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var key = $"{incoming.Sha256[..2]}/{incoming.Sha256}.{documentId}";
        var target = PathOf(key);
        var directory = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(directory);
        DiskFlush.Directory(folder.Originals);
        File.Move(incoming.Path, target);
        DiskFlush.Directory(directory);
        return key;
    }

    public string PathOf(string key)
    {
        var root = folder.Originals;
        var path = Path.GetFullPath(key, root);
        if (!path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new ArgumentException("The key leaves the folder.", nameof(key));
        return path;
    }

    public void Delete(string key) => File.Delete(PathOf(key));

    public void SweepIncoming()
    {
        foreach (var left in Directory.EnumerateFiles(folder.Incoming))
            File.Delete(left);
    }

    public void SweepOrphans(IReadOnlySet<string> keys)
    {
        foreach (var file in Directory.EnumerateFiles(folder.Originals, "*", SearchOption.AllDirectories))
        {
            var key = Path.GetRelativePath(folder.Originals, file).Replace(Path.DirectorySeparatorChar, '/');
            if (!keys.Contains(key))
                File.Delete(file);
        }
    }
}
