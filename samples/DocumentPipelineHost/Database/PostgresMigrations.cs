using Dapper;
using Npgsql;

namespace DocumentPipelineHost.Database;

/// <summary>
/// Applies the SQL files that the database has not had yet, all in one transaction. Of instances that start at once one
/// does it, and the others wait.
/// </summary>
internal static class PostgresMigrations
{
    private const int NoLimit = 0;
    private const string Engine = "Postgres";
    private const string SelectVersion = "SELECT COALESCE(MAX(version), 0) FROM schema_version";

    /// <summary>This program's version of the schema.</summary>
    public static int Latest => MigrationFiles.Latest(Engine);

    /// <summary>The version of the schema, which a newer program may have changed.</summary>
    public static Task<int> VersionAsync(NpgsqlConnection connection, CancellationToken ct) =>
        connection.ExecuteScalarAsync<int>(new CommandDefinition(SelectVersion, cancellationToken: ct));

    public static void Apply(NpgsqlConnection connection)
    {
        using var transaction = connection.BeginTransaction();
        connection.Execute(
            "SELECT pg_advisory_xact_lock(@Class, @Number)", AdvisoryLocks.Start, transaction, commandTimeout: NoLimit);
        connection.Execute(
            "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)", transaction: transaction);
        var version = connection.ExecuteScalar<int>(SelectVersion, transaction: transaction);
        foreach (var (number, sql) in MigrationFiles.After(version, Engine))
        {
            connection.Execute(sql, transaction: transaction, commandTimeout: NoLimit);
            connection.Execute("INSERT INTO schema_version (version) VALUES (@number)", new { number }, transaction);
        }

        transaction.Commit();
    }
}
