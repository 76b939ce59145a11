using System.Data.Common;
using Dapper;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Notifications;
using DocumentPipelineHost.Problems;

namespace DocumentPipelineHost.Pipelines;

/// <summary>
/// What happens to a batch's row in a transaction of its files' pipelines. Order of locks: pipelines before their
/// batch.
/// </summary>
internal static class BatchRows
{
    public const string Columns =
        "id, owner, name, language, status, expected, missing, state, state_status, attempts, instance, created_at, "
            + "joined_at, ended_at";

    /// <summary>The batch; it stays as it is until the transaction's end.</summary>
    public static BatchRecord? Lock(DbTransaction transaction, string id) =>
        transaction.Connection!.QuerySingleOrDefault<BatchRecord>(
            $"SELECT {Columns} FROM batches WHERE id = @id{RowLock.Of(transaction)}", new { id }, transaction);

    public static BatchCounts Count(DbConnection connection, BatchRecord batch, DbTransaction? transaction = null) =>
        BatchCounts.Of(
            batch.Expected,
            connection.Query<(string, int)>(
                "SELECT status, CAST(COUNT(*) AS INTEGER) FROM pipelines WHERE parent_id = @Id GROUP BY status",
                new { batch.Id }, transaction));

    /// <summary>Notes that a file has joined; after its pipeline was added.</summary>
    /// <exception cref="ProblemException"><c>batch_unknown</c>, <c>batch_ended</c>, <c>batch_full</c>.</exception>
    public static void Join(DbTransaction transaction, string id, string owner, DateTimeOffset now)
    {
        if (Lock(transaction, id) is not { } batch || batch.Owner != owner)
            throw BatchProblems.Unknown.AsException();
        if (batch.IsEnded)
            throw BatchProblems.Ended.With(batch.Status);
        if (Count(transaction.Connection!, batch, transaction).Joined + batch.Missing > batch.Expected)
            throw BatchProblems.Full.With(batch.Expected);
        transaction.Connection!.Execute(
            "UPDATE batches SET joined_at = @now WHERE id = @id", new { id, now }, transaction);
    }

    /// <summary>Ends the batch with its last file's pipeline, once, whichever instance that ran on.</summary>
    public static void TryEnd(DbTransaction transaction, string? id, DateTimeOffset now)
    {
        if (id is null || Lock(transaction, id) is not { IsEnded: false } batch)
            return;
        var counts = Count(transaction.Connection!, batch, transaction);
        if (counts.Live == 0 && counts.Ended + batch.Missing >= batch.Expected)
        {
            End(transaction, id, counts.End, now);
            NotificationOutbox.OfBatch(transaction, id, now);
        }
    }

    public static void End(DbTransaction transaction, string id, string status, DateTimeOffset now) =>
        transaction.Connection!.Execute(
            "UPDATE batches SET status = @status, ended_at = @now WHERE id = @id", new
            {
                id, status, now,
            },
            transaction);

    /// <summary>
    /// Reopens an ended batch, of which a file is tried again: it ends again with that one. Files that were announced
    /// and had not come when it was cancelled do not come any more; those that its creation still adds do.
    /// </summary>
    public static void Reopen(DbTransaction transaction, string id) => transaction.Connection!.Execute(
        "UPDATE batches SET status = @Processing, ended_at = NULL, missing = CASE WHEN instance IS NULL THEN expected "
            + "- (SELECT CAST(COUNT(*) AS INTEGER) FROM pipelines WHERE parent_id = @id) ELSE missing END "
            + "WHERE id = @id AND ended_at IS NOT NULL",
        new { id, StatusNames.Processing },
        transaction);

    /// <summary>The document's pipelines are about to be deleted: its batches do without them. Those batches.</summary>
    public static IReadOnlyList<string> Forget(DbTransaction transaction, string documentId)
    {
        var parents = transaction
            .Connection!.Query<(string Id, int Count)>(
                "SELECT parent_id, CAST(COUNT(*) AS INTEGER) FROM pipelines WHERE document_id = @documentId AND "
                    + "parent_id IS NOT NULL GROUP BY parent_id ORDER BY parent_id",
                new { documentId }, transaction)
            .AsList();
        foreach (var (id, count) in parents)
            transaction.Connection!.Execute(
                "UPDATE batches SET missing = missing + @count WHERE id = @id", new { id, count }, transaction);
        return [.. parents.Select(static parent => parent.Id)];
    }
}
