using System.Globalization;
using Microsoft.Data.Sqlite;

namespace DocumentPipelineHost.Database;

/// <summary>Applies the SQL files that the file has not had yet, each in one transaction with its number.</summary>
internal static class SqliteMigrations
{
    public static void Apply(SqliteConnection connection)
    {
        foreach (var (number, sql) in MigrationFiles.After(Version(connection), "Sqlite"))
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = sql + string.Create(CultureInfo.InvariantCulture, $"\nPRAGMA user_version={number};");
            command.ExecuteNonQuery();
            transaction.Commit();
        }
    }

    private static int Version(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
