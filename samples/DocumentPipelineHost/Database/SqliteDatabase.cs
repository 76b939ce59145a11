using System.Data.Common;
using DocumentPipelineHost.Configuration;
using Microsoft.Data.Sqlite;

namespace DocumentPipelineHost.Database;

/// <summary>
/// The rows in a file of the data folder (WAL, <c>synchronous=FULL</c>). Writers take turns, so that none meets a
/// locked database.
/// </summary>
public sealed class SqliteDatabase : HostDatabase
{
    private const string Settings = "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=5000;";

    private readonly string _file;
    private readonly string _connectionString;
    private readonly SemaphoreSlim _writer = new(1, 1);

    public SqliteDatabase(DataFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        _file = folder.DatabaseFile;
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = folder.DatabaseFile, Pooling = true,
        }.ConnectionString;
    }

    public override string Like => "LIKE";

    public override void Prepare()
    {
        try
        {
            using var connection = OpenFile();
            Execute(connection, "PRAGMA journal_mode=WAL;");
            SqliteMigrations.Apply(connection);
        }
        catch (SqliteException exception)
        {
            throw SqliteRefusal.Of(_file, exception);
        }
    }

    public override async Task<T> WriteAsync<T>(Func<DbTransaction, T> write, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(write);
        await _writer.WaitAsync(ct);
        try
        {
            using var connection = OpenFile();
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

    public override string In(string column, string parameter) => $"{column} IN @{parameter}";

    protected override DbConnection Open() => OpenFile();

    protected override void Dispose(bool disposing)
    {
        using (var connection = new SqliteConnection(_connectionString))
            SqliteConnection.ClearPool(connection);
        _writer.Dispose();
    }

    private SqliteConnection OpenFile()
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
