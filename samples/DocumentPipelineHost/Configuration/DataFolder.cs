using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Configuration;

/// <summary>The data folder, resolved and there.</summary>
public sealed class DataFolder
{
    private readonly string _root;

    public DataFolder(IOptions<DataOptions> options, IHostEnvironment environment)
    {
        _root = Path.GetFullPath(options.Value.Directory, environment.ContentRootPath);
        System.IO.Directory.CreateDirectory(_root);
    }

    public string DatabaseFile => Path.Combine(_root, "documents.db");

    public string JobsFile => Path.Combine(_root, "jobs.db");

    /// <summary>What is still being received; emptied at each start.</summary>
    public string Incoming => Create("incoming");

    public string Originals => Create("originals");

    /// <summary>Keys of the session cookies, so that a restart signs nobody out.</summary>
    public string Keys => Create("keys");

    private string Create(string name) => System.IO.Directory.CreateDirectory(Path.Combine(_root, name)).FullName;
}
