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

    /// <summary>What is on its way in or out, a folder for each process.</summary>
    public string Incoming => Create("incoming");

    /// <summary>A file for each process that uses this folder, locked while it lives.</summary>
    public string Locks => Create("locks");

    public string Originals => Create("originals");

    /// <summary>Pieces of unfinished resumable uploads.</summary>
    public string Uploads => Create("uploads");

    /// <summary>Keys of the session cookies, so that a restart signs nobody out.</summary>
    public string Keys => Create("keys");

    private string Create(string name) => System.IO.Directory.CreateDirectory(Path.Combine(_root, name)).FullName;
}
