using System.Data.Common;
using Dapper;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Tests.Host;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace DocumentPipelineHost.Tests.Services;

/// <summary>What a former version left half done begins from nothing: this one may cut it elsewhere.</summary>
public sealed class UpgradeTests
{
    private const int FormerSqlite = 15;
    private const int FormerPostgres = 14;

    private const string Columns =
        "id, owner, filename, size, sha256, content_type, storage_key, created_at, parsed_at, indexed_at";

    private const string HalfDone =
        $"INSERT INTO documents ({Columns}) VALUES "
        + "('half', 'user-1', 'a.txt', 1, 'a', 'text/plain', 'a', 1, NULL, NULL), "
        + "('parsed', 'user-1', 'b.txt', 1, 'b', 'text/plain', 'b', 1, 1, NULL), "
        + "('whole', 'user-1', 'c.txt', 1, 'c', 'text/plain', 'c', 1, 1, 1); "
        + "INSERT INTO pages (document_id, number, text) VALUES ('half', 1, 'x'), ('parsed', 1, 'x'), ('whole', 1, "
        + "'x'); "
        + "INSERT INTO checkpoints (document_id, stage, done, total) VALUES ('half', 'parse', 1, 2), "
        + "('parsed', 'parse', 1, 1), ('parsed', 'index', 1, 2), ('whole', 'parse', 1, 1), ('whole', 'index', 1, 1);";

    [Fact]
    public void Sqlite_WithHalfParsedAndHalfIndexed_KeepsWhatIsWhole()
    {
        using var folder = new DataFolderOfTest();
        using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(folder.Path, "former.db")};Pooling=False");
        connection.Open();
        foreach (var (_, sql) in MigrationFiles.After(0, "Sqlite").Where(static file => file.Number <= FormerSqlite))
            connection.Execute(sql);
        connection.Execute(HalfDone + $"PRAGMA user_version={FormerSqlite};");
        connection.Execute(
            "INSERT INTO chunks (document_id, ordinal, page, position, text) VALUES ('parsed', 0, 1, 0, 'x'), "
                + "('whole', 0, 1, 0, 'x')"
        );

        SqliteMigrations.Apply(connection);

        AssertWholeIsKept(connection);
    }

    [Fact]
    public async Task Postgres_WithHalfParsedAndHalfIndexed_KeepsWhatIsWhole()
    {
        await using var connection = new NpgsqlConnection(
            await SharedPostgres.CreateDatabaseAsync() + ";Pooling=false");
        connection.Open();
        connection.Execute("CREATE TABLE schema_version (version INTEGER NOT NULL)");
        foreach (
            var (number, sql) in MigrationFiles.After(0, "Postgres").Where(static file => file.Number <= FormerPostgres)
        )
            connection.Execute($"{sql}; INSERT INTO schema_version VALUES ({number})");
        connection.Execute(HalfDone);
        connection.Execute(
            "INSERT INTO chunks (document_id, ordinal, page, position, text, tokens) " +
            "VALUES ('parsed', 0, 1, 0, 'x', 'x'), ('whole', 0, 1, 0, 'x', 'x')");

        PostgresMigrations.Apply(connection);

        AssertWholeIsKept(connection);
    }

    private static void AssertWholeIsKept(DbConnection connection)
    {
        Assert.Equal(
            ["parsed", "whole"],
            connection.Query<string>("SELECT document_id FROM pages ORDER BY document_id"));
        Assert.Equal(["whole"], connection.Query<string>("SELECT document_id FROM chunks"));
        Assert.Equal(
            ["parsed parse", "whole index", "whole parse"],
            connection.Query<string>("SELECT document_id || ' ' || stage FROM checkpoints ORDER BY 1"));
    }
}
