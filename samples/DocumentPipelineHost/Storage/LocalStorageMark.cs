using DocumentPipelineHost.Configuration;

namespace DocumentPipelineHost.Storage;

/// <summary>The mark of the local folders: a file beside them.</summary>
internal sealed class LocalStorageMark(DataFolder folder) : IStorageMark
{
    public string Place => Path.Combine(folder.Root, "storage.id");

    public async Task<string?> ReadAsync(CancellationToken ct)
    {
        try
        {
            return await File.ReadAllTextAsync(Place, ct) is { Length: > 0 } id ? id : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    public async Task WriteAsync(string id, CancellationToken ct)
    {
        var path = $"{Place}.{Guid.NewGuid():N}";
        await File.WriteAllTextAsync(path, id, ct);
        File.Move(path, Place, overwrite: true); // whole or not at all
        DiskFlush.Directory(folder.Root);
    }
}
