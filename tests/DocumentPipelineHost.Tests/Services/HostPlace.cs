using System.Data.Common;
using System.Text.Json.Nodes;
using Dpa.Realtime.Faults.Redis;
using DocumentPipelineHost.Tests.Host;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace DocumentPipelineHost.Tests.Services;

/// <summary>Where the hosts of one test keep what they keep; nothing is left of it afterwards.</summary>
public sealed class HostPlace : IAsyncDisposable
{
    private readonly RedisServer? _redis;
    private readonly string? _postgres;

    private HostPlace(string? postgres, RedisServer? redis) => (_postgres, _redis) = (postgres, redis);

    public DataFolderOfTest Folder { get; } = new();

    /// <summary>The Redis of this test, where it has one.</summary>
    public RedisServer Redis => _redis ?? throw new InvalidOperationException("This test has no Redis.");

    /// <summary>What a host is given to use it.</summary>
    public string[] Settings =>
    [
        .. _postgres is null ? [] : (string[])["--ConnectionStrings:Postgres", _postgres],
        .. _redis is null ? [] : (string[])["--ConnectionStrings:Redis", _redis.Address],
    ];

    public static async Task<HostPlace> CreateAsync(Rows rows)
    {
        var postgres = rows == Rows.Sqlite ? null : await SharedPostgres.CreateDatabaseAsync();
        return new HostPlace(postgres, rows == Rows.Shared ? await RedisServer.StartAsync() : null);
    }

    public Task<ChildHost> StartChildAsync(params string[] more) =>
        ChildHost.StartAsync(Folder, [.. Settings, .. more]);

    public Task<TestHost> StartAsync(params string[] more) => TestHost.StartAsync(Folder, [.. Settings, .. more]);

    /// <summary>With parts added or replaced.</summary>
    public Task<TestHost> StartAsync(Action<IServiceCollection> configure, params string[] more) =>
        TestHost.StartAsync(Folder, configure, [.. Settings, .. more]);

    /// <summary>Counts rows of the host's own, past the host.</summary>
    public long Count(string from) => Scalar($"SELECT COUNT(*) FROM {from}");

    /// <summary>How many chunks are in the full-text index.</summary>
    public long CountIndexed() =>
        Count(_postgres is null ? "chunk_search" : "chunks WHERE tokens <> CAST('' AS tsvector)");

    public long Scalar(string sql) => Convert.ToInt64(Value(sql), System.Globalization.CultureInfo.InvariantCulture);

    public string Text(string sql) => (string)Value(sql);

    /// <summary>All rows of an answer, each value as a text.</summary>
    public IReadOnlyList<string[]> Lines(string sql)
    {
        using var connection = Open();
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // What the tests ask is theirs.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        List<string[]> lines = [];
        while (reader.Read())
        {
            lines.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i =>
                Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture)!)]);
        }

        return lines;
    }

    /// <summary>The kept state of the only row of a table.</summary>
    public JsonNode State(string table) => JsonNode.Parse((byte[])Value($"SELECT state FROM {table}"))!;

    private object Value(string sql)
    {
        using var connection = Open();
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // What the tests ask is theirs.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar()!;
    }

    /// <summary>Changes rows of SQLite that no host writes now: what a crash can leave, and seldom does.</summary>
    public void Change(string sql, params (string Name, object Value)[] values)
    {
        var file = Path.Combine(Folder.Path, "documents.db");
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // What the tests ask is theirs.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value);
        Assert.Equal(1, command.ExecuteNonQuery());
    }

    /// <summary>
    /// Keeps all from adding rows to a table of PostgreSQL, until it is disposed: whoever tries waits.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="mode">Another kind of lock: with <c>ACCESS EXCLUSIVE</c> readers wait too.</param>
    public async Task<IAsyncDisposable> LockAsync(string table, string mode = "SHARE")
    {
        var connection = new NpgsqlConnection(_postgres + ";Pooling=false;Timeout=60");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
#pragma warning disable CA2100 // What the tests ask is theirs.
        await using var command = new NpgsqlCommand($"BEGIN; LOCK TABLE {table} IN {mode} MODE", connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return connection; // closing it undoes the transaction
    }

    /// <summary>Keeps rows of PostgreSQL from being changed, until it is disposed; there must be one.</summary>
    public async Task<IAsyncDisposable> KeepAsync(string table, string condition)
    {
        var connection = new NpgsqlConnection(_postgres + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
#pragma warning disable CA2100 // What the tests ask is theirs.
        await using var command = new NpgsqlCommand(
            $"BEGIN; SELECT id FROM {table} WHERE {condition} FOR UPDATE", connection);
#pragma warning restore CA2100
        Assert.NotNull(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        if (_redis is not null)
            await _redis.DisposeAsync();
        Folder.Dispose();
    }

    private DbConnection Open() => _postgres is null
        ? new SqliteConnection($"Data Source={Path.Combine(Folder.Path, "documents.db")};Mode=ReadOnly;Pooling=False")
        : new NpgsqlConnection(_postgres + ";Pooling=false");
}
