using System.Data.Common;
using Dapper;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Instances;
using DocumentPipelineHost.Problems;
using Dpa.Realtime;

namespace DocumentPipelineHost.Pipelines;

/// <summary>Keeps the batches.</summary>
public sealed class BatchStore(HostDatabase database, HostInstance instance, TimeProvider time)
{
    public const string Kind = "batch";

    public Task AddAsync(BatchRecord batch) => database.WriteAsync(transaction => transaction.Connection!.Execute(
        "INSERT INTO batches (id, owner, name, language, status, expected, instance, created_at, joined_at) " +
        "VALUES (@Id, @Owner, @Name, @Language, @Status, @Expected, @Instance, @CreatedAt, @JoinedAt)",
        batch,
        transaction));

    public BatchRecord? Find(string id) =>
        database.Read(connection =>
            connection.QuerySingleOrDefault<BatchRecord>(
                $"SELECT {BatchRows.Columns} FROM batches WHERE id = @id", new { id }));

    /// <summary>The batch of that owner; another's is not found.</summary>
    public BatchRecord Find(string id, string owner) =>
        Find(id) is { } batch && batch.Owner == owner ? batch : throw BatchProblems.Unknown.AsException();

    public BatchCounts Count(BatchRecord batch) => database.Read(connection => BatchRows.Count(connection, batch));

    /// <summary>The pipelines of the batch, in the order in which they joined.</summary>
    public IReadOnlyList<PipelineRecord> Children(string id) =>
        database.Read(connection =>
            connection
                .Query<PipelineRecord>(
                    $"SELECT {PipelineStore.Columns} FROM pipelines WHERE parent_id = @id ORDER BY seq", new { id })
                .AsList());

    /// <summary>Those that have not ended, and those whose end was not shown.</summary>
    public IReadOnlyList<BatchRecord> Unsettled() => database.Read(connection => connection.Query<BatchRecord>(
        $"SELECT {BatchRows.Columns} FROM batches WHERE ended_at IS NULL OR NOT state_ended ORDER BY seq").AsList());

    /// <summary>Keeps the state that subscribers were shown, unless a newer one is kept already.</summary>
    public Task KeepStateAsync(PipelineState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return database.WriteAsync(transaction =>
        {
            KeptState.Keep(transaction, "batches", state);
            return true;
        });
    }

    /// <summary>Before a next attempt is shown: what a crash leaves of the state may not know of it.</summary>
    public Task AnnounceAttemptAsync(PipelineState shown)
    {
        ArgumentNullException.ThrowIfNull(shown);
        var next = shown.Attempt + 1;
        return database.WriteAsync(transaction => transaction.Connection!.Execute(
            "UPDATE batches SET attempts = @next WHERE id = @Id AND attempts < @next",
            new { shown.Id, next }, transaction));
    }

    /// <summary>The request that created the batch has added all that it will.</summary>
    public Task OpenAsync(string id) =>
        database.WriteAsync(transaction =>
            transaction.Connection!.Execute(
                "UPDATE batches SET instance = NULL WHERE id = @id AND instance = @Instance",
                new { id, Instance = instance.Id }, transaction));

    /// <summary>
    /// The request that created the batch failed: it ends with the files that are stored; without any it is removed,
    /// with those that were refused.
    /// </summary>
    public Task AbandonAsync(string id) => database.WriteAsync(transaction =>
    {
        RemoveRefused(transaction, id);
        if (BatchRows.Lock(transaction, id) is not { IsEnded: false } batch)
            return false;
        var joined = BatchRows.Count(transaction.Connection!, batch, transaction).Joined;
        transaction.Connection!.Execute(
            joined == 0
                ? "DELETE FROM batches WHERE id = @id"
                : "UPDATE batches SET instance = NULL, missing = expected - @joined WHERE id = @id",
            new { id, joined },
            transaction);
        BatchRows.TryEnd(transaction, id, time.GetUtcNow());
        return true;
    });

    /// <summary>
    /// At the start of the only instance there may be: nobody adds to a batch that its predecessor was creating.
    /// </summary>
    public Task OpenAllAsync() =>
        database.WriteAsync(transaction =>
            transaction.Connection!.Execute(
                "UPDATE batches SET instance = NULL, joined_at = 0 WHERE instance IS NOT NULL", transaction: transaction
            ));

    /// <summary>Those that nobody has added to since, though files are still to come, do without them.</summary>
    public Task CloseIdleAsync(DateTimeOffset before) =>
        database.WriteAsync(transaction =>
        {
            var idle = transaction
                .Connection!.Query<BatchRecord>(
                    $"SELECT {BatchRows.Columns} FROM batches WHERE ended_at IS NULL AND instance IS NULL AND "
                        + $"joined_at < @before ORDER BY seq",
                    new { before }, transaction)
                .AsList();
            foreach (var batch in idle)
            {
                var missing = batch.Expected - BatchRows.Count(transaction.Connection!, batch, transaction).Joined;
                if (missing <= batch.Missing)
                    continue;
                transaction.Connection!.Execute(
                    "UPDATE batches SET missing = @missing WHERE id = @Id AND ended_at IS NULL",
                    new { batch.Id, missing }, transaction);
                BatchRows.TryEnd(transaction, batch.Id, time.GetUtcNow());
            }

        return true;
    });

    private static void RemoveRefused(DbTransaction transaction, string id) => transaction.Connection!.Execute(
        "DELETE FROM pipelines WHERE parent_id = @id AND document_id IS NULL AND ended_at IS NOT NULL "
            + "AND EXISTS (SELECT 1 FROM batches b WHERE b.id = @id AND b.ended_at IS NULL) "
            + "AND NOT EXISTS (SELECT 1 FROM pipelines k WHERE k.parent_id = @id "
            + "AND (k.document_id IS NOT NULL OR k.ended_at IS NULL))",
        new { id }, transaction);
}
