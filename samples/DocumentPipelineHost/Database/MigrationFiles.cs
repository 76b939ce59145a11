using System.Globalization;
using System.Reflection;

namespace DocumentPipelineHost.Database;

/// <summary>
/// The numbered SQL files of an engine (<c>Migrations/Sqlite001.sql</c>, …), in the order of their numbers; the
/// greatest is this program's version.
/// </summary>
internal static class MigrationFiles
{
    private const string Folder = "DocumentPipelineHost.Database.Migrations.";
    private const int NumberLength = 3;

    /// <summary>The texts after the given version.</summary>
    /// <exception cref="Configuration.StartException">The database is of a newer program.</exception>
    public static IEnumerable<(int Number, string Sql)> After(int version, string engine)
    {
        var files = Files(engine);
        if (version > files[^1].Number)
        {
            throw new Configuration.StartException(
                $"The database is of version {version}, newer than this program's {files[^1].Number}. Start the newer "
                    + $"program, or name another database."
            );
        }

        return files.Where(file => file.Number > version).Select(static file => (file.Number, Text(file.Name)));
    }

    /// <summary>This program's version of an engine's schema.</summary>
    public static int Latest(string engine) => Files(engine)[^1].Number;

    private static List<(int Number, string Name)> Files(string engine) =>
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder + engine, StringComparison.Ordinal))
            .Select(name => (Number: NumberOf(name, engine), Name: name))
            .OrderBy(static file => file.Number),
    ];

    private static int NumberOf(string name, string engine) =>
        int.Parse(name.AsSpan((Folder + engine).Length, NumberLength), NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Text(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
