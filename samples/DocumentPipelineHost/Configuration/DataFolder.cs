using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Configuration;

/// <summary>The data folder, resolved and there.</summary>
public sealed class DataFolder
{
    /// <exception cref="StartException">It cannot be written.</exception>
    public DataFolder(IOptions<DataOptions> options, IHostEnvironment environment)
    {
        var given = options.Value.Directory;
        if (string.IsNullOrWhiteSpace(given) || given.Contains('\0', StringComparison.Ordinal))
            throw new StartException(
                $"Data:Directory '{given}' names no folder. Name one, or leave the key out for 'data'.");
        Root = Path.GetFullPath(given, environment.ContentRootPath);
        try
        {
            System.IO.Directory.CreateDirectory(Root);
            using var probe = new FileStream(
                Path.Combine(Root, $".{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1,
                FileOptions.DeleteOnClose);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartException(
                $"Data:Directory {Root} cannot be written: {exception.Message} Make it a folder that this user may write, or name another one.".ReplaceLineEndings(
                    " "),
                exception);
        }
    }

    /// <summary>Where it is.</summary>
    public string Root { get; }

    public string DatabaseFile => Path.Combine(Root, "documents.db");

    public string JobsFile => Path.Combine(Root, "jobs.db");

    /// <summary>What is on its way in or out, a folder for each process.</summary>
    public string Incoming => Create("incoming");

    /// <summary>Locked by the one process that has its rows in this folder.</summary>
    public string OwnerFile => Path.Combine(Root, "owner.lock");

    /// <summary>A file for each process that uses this folder, locked while it lives.</summary>
    public string Locks => Create("locks");

    public string Originals => Create("originals");

    /// <summary>Pieces of unfinished resumable uploads.</summary>
    public string Uploads => Create("uploads");

    /// <summary>Keys of the session cookies, so that a restart signs nobody out.</summary>
    public string Keys => Create("keys");

    /// <summary>E-mails of a host in Development that has no mail server.</summary>
    public string Mails => Create("mails");

    private string Create(string name) => System.IO.Directory.CreateDirectory(Path.Combine(Root, name)).FullName;
}
