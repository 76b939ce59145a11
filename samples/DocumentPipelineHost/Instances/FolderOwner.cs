using DocumentPipelineHost.Configuration;

namespace DocumentPipelineHost.Instances;

/// <summary>
/// With rows in files a data folder is of one process: a second one would take the first one's work. The operating
/// system frees the lock when the process ends, however it ends.
/// </summary>
internal sealed class FolderOwner(DataFolder folder) : IDisposable
{
    private FileStream? _lock;

    /// <exception cref="StartException">Another process has it.</exception>
    public void Take()
    {
        try
        {
            _lock = new FileStream(folder.OwnerFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartException(
                $"Another process uses Data:Directory {folder.Root}, or its file owner.lock cannot be opened. Stop "
                    + $"that process, or name another folder; "
                    + "several instances need ConnectionStrings:Postgres and ConnectionStrings:Redis.",
                exception);
        }
    }

    public void Dispose() => _lock?.Dispose();
}
