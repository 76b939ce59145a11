using System.Globalization;
using System.Reflection;
using Microsoft.Data.Sqlite;

namespace DocumentPipelineHost.Database;

/// <summary>Applies the numbered SQL files of this room that the database has not had yet, each in one transaction with its number.</summary>
internal static class Migrations
{
    private const string Prefix = "DocumentPipelineHost.Database.Migration";

    public static void Apply(SqliteConnection connection)
    {
        var files = Files();
        var version = Version(connection);
        if (version > files.Count)
            throw new InvalidOperationException(
                $"The database is of version {version}, newer than this program's {files.Count}. Start the newer program, or name another Data:Directory.");
        for (var number = version + 1; number <= files.Count; number++)
            Apply(connection, number, files[number - 1]);
    }

    private static void Apply(SqliteConnection connection, int number, string resource)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = Text(resource) + string.Create(CultureInfo.InvariantCulture, $"\nPRAGMA user_version={number};");
        command.ExecuteNonQuery();
        transaction.Commit();
    }

    private static int Version(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static List<string> Files() =>
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    private static string Text(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
