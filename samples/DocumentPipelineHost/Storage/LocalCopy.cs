namespace DocumentPipelineHost.Storage;

/// <summary>
/// A kept file at a local path, to be read until it is disposed; a copy made for the reader is removed then.
/// </summary>
public sealed class LocalCopy(string path, bool isTemporary) : IDisposable
{
    /// <summary>Where it can be read.</summary>
    public string Path { get; } = path;

    public void Dispose()
    {
        if (isTemporary)
            File.Delete(Path);
    }
}
