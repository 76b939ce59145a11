namespace DocumentPipelineHost.Tests.Host;

/// <summary>An empty folder for one test; nothing is left of it afterwards.</summary>
public sealed class DataFolderOfTest : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dpa-data-");

    public string Path => _folder.FullName;

    public IReadOnlyList<string> Files(string room) =>
        [.. Directory.EnumerateFiles(System.IO.Path.Combine(Path, room), "*", SearchOption.AllDirectories)];

    public void Dispose() => _folder.Delete(recursive: true);
}
