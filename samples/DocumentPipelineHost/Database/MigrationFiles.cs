using System.Reflection;

namespace DocumentPipelineHost.Database;

/// <summary>The numbered SQL files of an engine (<c>Migrations/Sqlite001.sql</c>, …), in their order; their count is this program's version.</summary>
internal static class MigrationFiles
{
    private const string Folder = "DocumentPipelineHost.Database.Migrations.";

    /// <summary>The texts after the given version.</summary>
    /// <exception cref="Configuration.StartException">The database is of a newer program.</exception>
    public static IEnumerable<(int Number, string Sql)> After(int version, string engine)
    {
        var files = Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder + engine, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        if (version > files.Count)
        {
            throw new Configuration.StartException(
                $"The database is of version {version}, newer than this program's {files.Count}. Start the newer program, or name another database.");
        }

        return files.Skip(version).Select((name, i) => (version + i + 1, Text(name)));
    }

    private static string Text(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
