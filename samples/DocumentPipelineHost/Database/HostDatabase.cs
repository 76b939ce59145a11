using System.Data.Common;
using DocumentPipelineHost.Configuration;
using Microsoft.Data.Sqlite;

namespace DocumentPipelineHost.Database;

/// <summary>
/// The host's own rows. Promises: what <see cref="WriteAsync{T}"/> returned from is on the disk (WAL, <c>synchronous=FULL</c>);
/// a write is all or nothing; writers take turns, so that none meets a locked database.
/// </summary>
public sealed class HostDatabase : IDisposable
{
    private const string Settings = "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=5000;";

    private readonly string _connectionString;
    private readonly SemaphoreSlim _writer = new(1, 1);

    public HostDatabase(DataFolder folder)
    {
        _connectionString = new SqliteConnectionStringBuilder { DataSource = folder.DatabaseFile, Pooling = true }.ConnectionString;
    }

    /// <summary>Brings the schema up to date; once, before anything else.</summary>
    public void Prepare()
    {
        using var connection = Open();
        Execute(connection, "PRAGMA journal_mode=WAL;");
        Migrations.Apply(connection);
    }

    /// <summary>Reads a consistent picture.</summary>
    public T Read<T>(Func<DbConnection, T> read)
    {
        using var connection = Open();
        return read(connection);
    }

    /// <summary>Writes in one transaction; what <paramref name="write"/> throws undoes it.</summary>
    public async Task<T> WriteAsync<T>(Func<DbTransaction, T> write, CancellationToken ct = default)
    {
        await _writer.WaitAsync(ct);
        try
        {
            using var connection = Open();
            using var transaction = connection.BeginTransaction(deferred: false);
            var result = write(transaction);
            transaction.Commit();
            return result;
        }
        finally
        {
            _writer.Release();
        }
    }

    public void Dispose()
    {
        using (var connection = new SqliteConnection(_connectionString))
            SqliteConnection.ClearPool(connection);
        _writer.Dispose();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        Execute(connection, Settings);
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
