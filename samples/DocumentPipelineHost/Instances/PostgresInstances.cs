using System.Data.Common;
using Dapper;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Pipelines;
using Npgsql;

namespace DocumentPipelineHost.Instances;

/// <summary>
/// Instances in PostgreSQL. Each has a row and holds an advisory lock on a connection of its own; an instance that gets
/// another's lock knows that the other is dead. A killed process is noticed at once, no clocks are compared, and an
/// instance that only stalls keeps what it owns.
/// </summary>
internal sealed class PostgresInstances(
    HostDatabase database,
    PostgresAddress address,
    HostInstance own,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<PostgresInstances> logger
) : IInstances, IAsyncDisposable
{
    // The server gives up a connection to a machine that vanished 10 s after its last word and three questions more.
    private const string NoticeSilence =
        "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 3; SET tcp_keepalives_count = 3";

    private const string TryLock = "SELECT pg_try_advisory_xact_lock(@Class, @Number)";

    private NpgsqlConnection? _life;

    public async Task JoinAsync(CancellationToken ct)
    {
        if (_life is not null)
            return;
        var connection = await new NpgsqlConnection(address.LifeConnectionString).OpenInTimeAsync(ct);
        try
        {
            connection.Execute(NoticeSilence);
            using var transaction = connection.BeginTransaction();
            connection.Execute("SELECT pg_advisory_xact_lock(@Class, @Number)", AdvisoryLocks.Start, transaction);
            RefuseStrangers(transaction);
            connection.Execute(
                "SELECT pg_advisory_lock(@Class, @Number)",
                AdvisoryLocks.Life(Enter(transaction)),
                transaction
            );
            transaction.Commit();
            _life = connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async Task StayAsync(CancellationToken ct)
    {
        try
        {
            if (_life is not null)
                StopBesideNewer(await PostgresMigrations.VersionAsync(_life, ct));
        }
        catch (DbException)
        {
            await _life!.DisposeAsync();
            _life = null;
        }

        await JoinAsync(ct);
    }

    public Task<Inheritance> InheritAsync(CancellationToken ct) =>
        database.WriteAsync(
            transaction =>
            {
                var dead = 0;
                HashSet<string> freed = [];
                foreach (var (id, number, _) in Others(transaction))
                {
                    if (!IsDead(transaction, number))
                        continue;
                    dead++;
                    PipelineStore.Inherit(transaction, id, own.Id);
                    freed.UnionWith(PipelineStore.Free(transaction, id));
                    transaction.Connection!.Execute(
                        "UPDATE batches SET instance = NULL, joined_at = 0 WHERE instance = @id; "
                            + "UPDATE uploads SET instance = NULL WHERE instance = @id; "
                            + "DELETE FROM idempotency_keys WHERE instance = @id AND body IS NULL; DELETE FROM "
                            + "instances WHERE id = @id",
                        new { id },
                        transaction
                    );
                }

                return new Inheritance(dead, freed);
            },
            ct
        );

    public ValueTask DisposeAsync() => _life?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Inserts its row, again where it was considered dead; returns the number of its lock.</summary>
    private int Enter(DbTransaction transaction) =>
        transaction.Connection!.ExecuteScalar<int>(
            "INSERT INTO instances (id, shared, started_at) VALUES (@Id, @IsShared, @now) ON CONFLICT (id) DO UPDATE "
                + "SET shared = excluded.shared RETURNING number",
            new
            {
                own.Id,
                own.IsShared,
                now = time.GetUtcNow(),
            },
            transaction
        );

    /// <summary>A newer program has changed the tables: this one's statements no longer fit them.</summary>
    private void StopBesideNewer(int version)
    {
        if (version <= PostgresMigrations.Latest)
            return;
        logger.LogCritical(
            "The database is of version {Version}, newer than this program's {Latest}: this instance stops. "
                + "Start the newer program in its place",
            version,
            PostgresMigrations.Latest
        );
        lifetime.StopApplication();
    }

    private void RefuseStrangers(DbTransaction transaction)
    {
        foreach (var (id, number, isShared) in Others(transaction))
        {
            if (!(isShared && own.IsShared) && !IsDead(transaction, number))
            {
                throw new StartException(
                    $"Another instance ({id}) uses this PostgreSQL database. Set "
                        + $"{ConnectionOptions.Section}:{nameof(ConnectionOptions.Redis)} for each instance, "
                        + "so that all see the same progress, or stop the other one."
                );
            }
        }
    }

    private IEnumerable<(string Id, int Number, bool IsShared)> Others(DbTransaction transaction) =>
        transaction
            .Connection!.Query<(string, int, bool)>(
                "SELECT id, number, shared FROM instances WHERE id <> @Id",
                new { own.Id },
                transaction
            )
            .AsList();

    private static bool IsDead(DbTransaction transaction, int number) =>
        transaction.Connection!.ExecuteScalar<bool>(TryLock, AdvisoryLocks.Life(number), transaction);
}
