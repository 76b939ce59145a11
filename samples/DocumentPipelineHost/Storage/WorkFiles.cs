using DocumentPipelineHost.Configuration;

namespace DocumentPipelineHost.Storage;

/// <summary>
/// Local files that live no longer than the process: uploads on their way in, copies on their way out. Each process has
/// a folder of its own and holds a lock while it lives, so that a starting one removes what dead ones left and nothing
/// of those that live beside it on the same data folder.
/// </summary>
public sealed class WorkFiles : IDisposable
{
    private readonly DataFolder _folder;
    private readonly string _own;
    private readonly FileStream _lock;

    public WorkFiles(DataFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        _folder = folder;
        var id = Guid.CreateVersion7().ToString("N");
        _lock = Lock(id); // before the folder, so that a visible folder is always locked
        _own = Directory.CreateDirectory(Path.Combine(folder.Incoming, id)).FullName;
    }

    /// <summary>Begins to receive a file; until it is kept it counts for nothing.</summary>
    public IncomingFile Receive() => new(NewPath());

    /// <summary>A path for a new file.</summary>
    public string NewPath() => Path.Combine(_own, Guid.CreateVersion7().ToString("N") + ".part");

    /// <summary>Removes what processes left that are no more.</summary>
    public void Sweep()
    {
        foreach (var left in Directory.EnumerateFiles(_folder.Incoming))
            File.Delete(left);
        foreach (var left in Directory.EnumerateDirectories(_folder.Incoming).Where(left => left != _own))
        {
            try
            {
                using var dead = Lock(Path.GetFileName(left));
                Directory.Delete(left, recursive: true);
                File.Delete(dead.Name);
            }
            catch (IOException)
            {
                // It lives, or another process that starts now is removing it.
            }
        }
    }

    public void Dispose()
    {
        if (Directory.Exists(_own))
            Directory.Delete(_own, recursive: true);
        File.Delete(_lock.Name);
        _lock.Dispose();
    }

    private FileStream Lock(string id) =>
        new(Path.Combine(_folder.Locks, id), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
}
