using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Dpa.Realtime.SqliteStore.Tests;

/// <summary>
/// A store in a SQLite file that the processes of one machine share. A commit is one transaction, its messages
/// included; each process looks for new messages a hundred times a second. Its clock is the machine's: leases move
/// where that is set.
/// </summary>
internal sealed class SqlitePipelineStore : IPipelineStore, IAsyncDisposable
{
    private const long Claim = 5 * TimeSpan.TicksPerSecond;
    private const long MessagesKept = 15 * TimeSpan.TicksPerMinute;

    private readonly SqliteConnection _connection;
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly MessagePump _pump;

    public SqlitePipelineStore(string file, TimeProvider time)
    {
        _time = time;
        _connection = new SqliteConnection($"Data Source={file};Default Timeout=5");
        _connection.Open();
        Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
        Execute(Schema);
        _pump = new MessagePump(file);
    }

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS pipelines (
            id TEXT PRIMARY KEY, tag TEXT NOT NULL, content BLOB NOT NULL, position TEXT NOT NULL, owner TEXT, due INTEGER, ends INTEGER, list_owner TEXT NOT NULL, list_key TEXT);
        CREATE INDEX IF NOT EXISTS by_owner ON pipelines (owner) WHERE owner IS NOT NULL;
        CREATE INDEX IF NOT EXISTS by_list ON pipelines (list_owner, list_key) WHERE list_key IS NOT NULL;
        CREATE INDEX IF NOT EXISTS by_due ON pipelines (due) WHERE due IS NOT NULL;
        CREATE TABLE IF NOT EXISTS parts (
            pipeline TEXT NOT NULL, name TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (pipeline, name)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS messages (n INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, content BLOB NOT NULL, at INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS small_values (key TEXT PRIMARY KEY, value BLOB NOT NULL, ends INTEGER NOT NULL);
        """;

    private long Now => _time.GetUtcNow().UtcTicks;

    public ValueTask<ImmutableArray<StoredPipeline>> ReadAsync(
        IReadOnlyCollection<string> pipelineIds, IReadOnlyCollection<string> parts,
        CancellationToken cancellationToken) => Use(() =>
    {
        var found = ImmutableArray.CreateBuilder<StoredPipeline>();
        foreach (var id in pipelineIds)
        {
            var known = parts.Count == 0 ? [] : Parts(id, parts);
            found.AddRange(Query(
                "SELECT tag, content FROM pipelines WHERE id = $a AND (ends IS NULL OR ends > $b)",
                r => new StoredPipeline(id, r.GetString(0), (byte[])r[1]) { Parts = known },
                id,
                Now));
        }

        return found.ToImmutable();
    });

    public ValueTask<IReadOnlyDictionary<string, PipelinePosition>> ReadPositionsAsync(
        IReadOnlyCollection<string> pipelineIds,
        CancellationToken cancellationToken) => Use<IReadOnlyDictionary<string, PipelinePosition>>(() =>
    {
        var positions = new Dictionary<string, PipelinePosition>(StringComparer.Ordinal);
        foreach (var id in pipelineIds)
        {
            const string sql = "SELECT position FROM pipelines WHERE id = $a AND (ends IS NULL OR ends > $b)";
            foreach (var text in Query(sql, r => r.GetString(0), id, Now))
                if (PipelinePosition.TryParse(text, out var position)) positions[id] = position;
        }

        return positions;
    });

    public ValueTask<ImmutableArray<string>> ReadOwnerAsync(string owner, CancellationToken cancellationToken) =>
        Use(() => Query("SELECT id FROM pipelines WHERE owner = $a", r => r.GetString(0), owner).ToImmutableArray());

    public ValueTask<ImmutableArray<string>> ReadListAsync(
        string owner, string? before, int max, CancellationToken cancellationToken) => Use(() =>
    {
        const string sql = """
            SELECT list_key FROM pipelines
            WHERE list_owner = $a AND list_key < coalesce($b, ';') AND (ends IS NULL OR ends > $d)
            ORDER BY list_key DESC LIMIT $c
            """; // ';' comes after every key, which begins with a digit
        return Query(sql, r => r.GetString(0), owner, before, max, Now).ToImmutableArray();
    });

    public ValueTask<CommitResult> CommitAsync(PipelineCommit commit, CancellationToken cancellationToken) => Use(() =>
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        var now = Now;
        Execute("DELETE FROM pipelines WHERE id = $a AND ends <= $b", commit.PipelineId, now);
        object?[] values =
        [
            commit.PipelineId, commit.Next.Tag, commit.Next.Content.ToArray(), commit.Position.ToString(), commit.Owner,
            now + commit.DueIn?.Ticks, now + commit.RetainFor?.Ticks, commit.ExpectedTag, commit.ListOwner,
            commit.ListKey,
        ];
        var written = Execute(
            commit.ExpectedTag is null
                ? "INSERT OR IGNORE INTO pipelines VALUES ($a, $b, $c, $d, $e, $f, $g, $i, $j)"
                : """
                  UPDATE pipelines SET tag = $b, content = $c, position = $d, owner = $e, due = $f, ends = $g,
                      list_owner = $i, list_key = $j
                  WHERE id = $a AND tag = $h
                  """,
            values);
        if (written == 0) return CommitResult.Conflict;
        if (commit.IsNewEpoch) Execute("DELETE FROM parts WHERE pipeline = $a", commit.PipelineId);
        foreach (var (name, value) in commit.Parts)
            Execute("INSERT OR REPLACE INTO parts VALUES ($a, $b, $c)", commit.PipelineId, name, value.ToArray());
        foreach (var message in commit.Messages) Send(message);
        transaction.Commit();
        return CommitResult.Written;
    });

    public ValueTask<ImmutableArray<string>> TakeDueAsync(int max, CancellationToken cancellationToken) => Use(() =>
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        var now = Now;
        Execute("DELETE FROM parts WHERE pipeline IN (SELECT id FROM pipelines WHERE ends <= $a)", now);
        Execute("DELETE FROM pipelines WHERE ends <= $a", now);
        Execute("DELETE FROM small_values WHERE ends <= $a", now);
        Execute("DELETE FROM messages WHERE at <= $a", now - MessagesKept);
        var due = Query(
            """
            UPDATE pipelines SET due = $b
            WHERE id IN (SELECT id FROM pipelines WHERE due <= $a ORDER BY due LIMIT $c) RETURNING id
            """,
            r => r.GetString(0),
            now,
            now + Claim,
            max);
        transaction.Commit();
        return due.ToImmutableArray();
    });

    public ValueTask<IAsyncDisposable> SubscribeAsync(
        string topic, Action<StoreMessage> handler, CancellationToken cancellationToken) =>
        new(_pump.Subscribe(topic, handler));

    public async ValueTask PublishAsync(StoreMessage message, CancellationToken cancellationToken) =>
        await Use(() => Send(message));

    public async ValueTask WriteValueAsync(
        string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken) =>
        await Use(() => Execute(
            "INSERT OR REPLACE INTO small_values VALUES ($a, $b, $c)", key, value.ToArray(), Now + lifetime.Ticks));

    public ValueTask<byte[]?> ReadValueAsync(
        string key, bool remove, CancellationToken cancellationToken) => Use(() =>
    {
        var sql = remove
            ? "DELETE FROM small_values WHERE key = $a RETURNING value, ends"
            : "SELECT value, ends FROM small_values WHERE key = $a";
        foreach (var (value, ends) in Query(sql, r => ((byte[])r[0], r.GetInt64(1)), key))
            if (ends > Now) return value;
        return null;
    });

    public ValueTask<TimeSpan> ProbeAsync(CancellationToken cancellationToken) => Use(() =>
    {
        using var transaction = _connection.BeginTransaction(deferred: false); // takes the lock that a write takes
        return new TimeSpan(Now);
    });

    public async ValueTask DisposeAsync()
    {
        await _pump.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private Dictionary<string, ReadOnlyMemory<byte>> Parts(string id, IReadOnlyCollection<string> names)
    {
        var parts = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            const string sql = "SELECT value FROM parts WHERE pipeline = $a AND name = $b";
            foreach (var value in Query(sql, r => (byte[])r[0], id, name))
                parts[name] = value;
        }

        return parts;
    }

    private int Send(StoreMessage message) => Execute(
        "INSERT INTO messages (topic, content, at) VALUES ($a, $b, $c)", message.Topic, message.Content.ToArray(), Now);

    /// <summary>One call at a time: a connection is one thread's. A failure is the store's, whatever it is.</summary>
    private ValueTask<T> Use<T>(Func<T> call)
    {
        try
        {
            lock (_lock) return new(call());
        }
        catch (SqliteException e)
        {
            throw new PipelineException(
                "backplane_unavailable", $"The SQLite file cannot be used: {e.Message}", isRetryable: true, e);
        }
    }

    private int Execute(string sql, params object?[] values)
    {
        using var command = Command(sql, values);
        return command.ExecuteNonQuery();
    }

    private List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params object?[] values)
    {
        using var command = Command(sql, values);
        using var reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }

    private SqliteCommand Command(string sql, object?[] values)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"${(char)('a' + i)}");
            if (sql.Contains(name, StringComparison.Ordinal))
                command.Parameters.AddWithValue(name, values[i] ?? DBNull.Value);
        }

        return command;
    }
}
