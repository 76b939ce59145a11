using System.Data.Common;
using Dapper;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Instances;
using DocumentPipelineHost.Statistics;
using Dpa.Realtime;

namespace DocumentPipelineHost.Pipelines;

/// <summary>
/// Keeps the pipelines. Its rows are the truth about what is to be done and who does it: a pipeline is owned by one
/// instance or free in the queue, and only its owner may continue it. A state is kept only when it is newer than the
/// kept one.
/// </summary>
public sealed partial class PipelineStore(HostDatabase database, HostInstance instance, TimeProvider time)
{
    internal const string Columns =
        "id, owner, document_id, language, stages, again, status, retries, turn, fence, state, state_status, attempts, "
        + "due_at, parent_id, error, instance, created_at, ended_at";

    /// <summary>
    /// Adds a pipeline; false where the id is taken. The id of a failed upload is free again for its owner.
    /// </summary>
    public static bool TryAdd(DbTransaction transaction, PipelineRecord pipeline)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        transaction.Connection!.Execute(
            "DELETE FROM pipelines WHERE id = @Id AND owner = @Owner AND document_id IS NULL AND ended_at IS NOT NULL",
            pipeline, transaction);
        return transaction.Connection!.Execute(
            "INSERT INTO pipelines " +
            "(id, owner, document_id, language, stages, again, status, parent_id, instance, created_at) VALUES " +
            "(@Id, @Owner, @DocumentId, @Language, @Stages, @Again, @Status, @ParentId, @Instance, @CreatedAt) " +
            "ON CONFLICT (id) DO NOTHING",
            pipeline,
            transaction) == 1;
    }

    /// <summary>The document's pipelines that have not ended, in their order.</summary>
    public static IReadOnlyList<PipelineRecord> Live(DbTransaction transaction, string documentId)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return transaction
            .Connection!.Query<PipelineRecord>(
                $"SELECT {Columns} FROM pipelines WHERE document_id = @documentId AND ended_at IS NULL ORDER BY seq",
                new { documentId }, transaction)
            .AsList();
    }

    /// <summary>The document's pipelines stay as they are until the transaction's end.</summary>
    public static void Lock(DbTransaction transaction, string documentId)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        transaction.Connection!.Execute(
            $"SELECT id FROM pipelines WHERE document_id = @documentId ORDER BY seq{RowLock.Of(transaction)}",
            new { documentId }, transaction);
    }

    /// <summary>Deletes the document's pipelines that have not ended; what they were.</summary>
    public static IReadOnlyList<PipelineRecord> DeleteLive(DbTransaction transaction, string documentId)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return transaction
            .Connection!.Query<PipelineRecord>(
                $"DELETE FROM pipelines WHERE document_id = @documentId AND ended_at IS NULL RETURNING {Columns}",
                new { documentId }, transaction)
            .AsList();
    }

    /// <summary>
    /// Whether this worker may still write results: nobody stopped, ended or began the pipeline after it, or noted that
    /// it is to be stopped. It stays so until the transaction's end.
    /// </summary>
    public bool IsOwned(DbTransaction transaction, string id, long fence)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return transaction.Connection!.ExecuteScalar<string?>(
            $"SELECT id FROM pipelines WHERE id = @id AND status = @status AND instance = @Instance AND fence = @fence "
                + $"AND {LateDecisionRows.Undecided}{RowLock.Of(transaction)}",
            new { id, fence, status = StatusNames.Processing, Instance = instance.Id },
            transaction) is not null;
    }

    /// <summary>A stage's result was made again.</summary>
    public static void NoteMadeAgain(DbTransaction transaction, string id, string stage)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var connection = transaction.Connection!;
        var again = connection.ExecuteScalar<string>(
            "SELECT again FROM pipelines WHERE id = @id", new { id }, transaction)!;
        var left = string.Join(',', again.Split(',').Where(type => type != stage));
        connection.Execute("UPDATE pipelines SET again = @left WHERE id = @id", new { id, left }, transaction);
    }

    /// <summary>
    /// Gives a dead instance's pipelines with pending changes for their subscribers to its successor.
    /// </summary>
    public static void Inherit(DbTransaction transaction, string dead, string successor)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        transaction.Connection!.Execute(
            "UPDATE pipelines SET instance = @successor WHERE instance = @dead AND ("
                + "(ended_at IS NULL AND (document_id IS NULL OR state IS NULL)) OR (ended_at IS NOT NULL AND state IS "
                + "NOT NULL AND NOT state_ended))",
            new { dead, successor },
            transaction);
    }

    /// <summary>Puts the pipelines that a dead instance still owns into the queue; returns their documents.</summary>
    public static IReadOnlyList<string> Free(DbTransaction transaction, string dead)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return transaction
            .Connection!.Query<string?>(
                "UPDATE pipelines SET instance = NULL WHERE instance = @dead AND ended_at IS NULL RETURNING document_id",
                new { dead }, transaction)
            .OfType<string>()
            .AsList();
    }

    /// <summary>Keeps the state that subscribers were shown, unless a newer one is kept already.</summary>
    public static void KeepState(DbTransaction transaction, PipelineState state)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(state);
        if (KeptState.Keep(transaction, "pipelines", state) && state.IsEnded)
            StageTimes.Keep(transaction, state);
    }

    public PipelineRecord? Find(string id) => database.Read(connection =>
        connection.QuerySingleOrDefault<PipelineRecord>($"SELECT {Columns} FROM pipelines WHERE id = @id", new { id }));

    /// <summary>The document's pipelines, the newest first.</summary>
    public IReadOnlyList<PipelineRecord> OfDocument(string documentId, int limit) => database.Read(connection =>
        connection.Query<PipelineRecord>(
            $"SELECT {Columns} FROM pipelines WHERE document_id = @documentId ORDER BY seq DESC LIMIT @limit",
            new { documentId, limit }).AsList());

    /// <summary>Pipelines with a pending end: not ended, or ended before their subscribers were notified.</summary>
    public IReadOnlyList<PipelineRecord> Unsettled() =>
        database.Read(connection =>
            connection
                .Query<PipelineRecord>(
                    $"SELECT {Columns} FROM pipelines WHERE ended_at IS NULL OR (NOT state_ended AND state IS NOT "
                        + $"NULL) ORDER BY seq"
                )
                .AsList());

    /// <summary>The unfinished pipelines that this instance owns.</summary>
    public IReadOnlyList<PipelineRecord> Owned() => database.Read(connection => connection.Query<PipelineRecord>(
        $"SELECT {Columns} FROM pipelines WHERE instance = @Id AND status <> @Interrupted " +
        "AND (ended_at IS NULL OR (NOT state_ended AND state IS NOT NULL)) ORDER BY seq",
        new { instance.Id, StatusNames.Interrupted }).AsList());

    /// <summary>
    /// Interrupted pipelines whose subscribers were shown something else, because the process died in between.
    /// </summary>
    public IReadOnlyList<PipelineRecord> Unshown() =>
        database.Read(connection =>
            connection
                .Query<PipelineRecord>(
                    $"SELECT {Columns} FROM pipelines WHERE ended_at IS NULL AND status = @Interrupted AND "
                        + $"state_status <> @Interrupted AND state IS NOT NULL ORDER BY seq",
                    new { StatusNames.Interrupted })
                .AsList());

    /// <summary>
    /// The pipeline of the document that is under way, else the next one; they run one after the other. One that is
    /// interrupted lets the others pass.
    /// </summary>
    public PipelineRecord? FirstLive(string documentId) =>
        database.Read(connection =>
            connection.QueryFirstOrDefault<PipelineRecord>(
                $"SELECT {Columns} FROM pipelines WHERE document_id = @documentId AND ended_at IS NULL AND status <> "
                    + $"@Interrupted ORDER BY instance IS NULL, seq",
                new { documentId, StatusNames.Interrupted }));

    /// <summary>The document's pipeline that has not ended, an interrupted one too.</summary>
    public PipelineRecord? LiveOf(string documentId) =>
        database.Read(connection =>
            connection.QueryFirstOrDefault<PipelineRecord>(
                $"SELECT {Columns} FROM pipelines WHERE document_id = @documentId AND ended_at IS NULL ORDER BY seq",
                new { documentId }));

    /// <summary>
    /// Adds a pipeline; where the id is taken it throws what <paramref name="taken"/> makes of whether it is its
    /// owner's own.
    /// </summary>
    public Task AddAsync(PipelineRecord pipeline, Func<bool, Exception> taken) => database.WriteAsync(transaction =>
    {
        if (!TryAdd(transaction, pipeline))
            throw taken(OwnerOf(transaction, pipeline.Id) == pipeline.Owner);
        if (pipeline.ParentId is { } batch)
            BatchRows.Join(transaction, batch, pipeline.Owner, time.GetUtcNow());
        return true;
    });

    /// <summary>Adds one that is cancelled already: its batch was, before its file was taken up.</summary>
    public Task AddCancelledAsync(PipelineRecord pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        var now = time.GetUtcNow();
        return database.WriteAsync(transaction =>
        {
            TryAdd(transaction, pipeline);
            transaction.Connection!.Execute(
                "UPDATE pipelines SET ended_at = @now WHERE id = @Id", new { pipeline.Id, now }, transaction);
            BatchRows.TryEnd(transaction, pipeline.ParentId, now); // where it was reopened meanwhile
            return true;
        });
    }

    public Task KeepStateAsync(PipelineState state) => database.WriteAsync(transaction =>
    {
        KeepState(transaction, state);
        return true;
    });

    /// <summary>Before a next attempt is shown: what a crash leaves of the state may not know of it.</summary>
    public Task AnnounceAttemptAsync(PipelineState shown)
    {
        ArgumentNullException.ThrowIfNull(shown);
        var next = shown.Attempt + 1;
        return UpdateAsync("attempts = @next WHERE id = @Id AND attempts < @next", new { shown.Id, next });
    }

    /// <summary>
    /// Takes the pipeline of a resumable upload, wherever its last bytes came in; false where it has ended or is gone.
    /// </summary>
    public Task<bool> AdoptUploadAsync(string id) =>
        UpdateAsync(
            "instance = @Instance WHERE id = @Id AND document_id IS NULL AND ended_at IS NULL",
            new { Id = id, Instance = instance.Id });

    /// <summary>Takes back a pipeline that was added here and that nobody was shown.</summary>
    public Task RemoveUnshownAsync(string id) => database.WriteAsync(transaction => transaction.Connection!.Execute(
        "DELETE FROM pipelines WHERE id = @id AND instance = @Instance AND state IS NULL AND ended_at IS NULL",
        new { id, Instance = instance.Id },
        transaction));

    /// <summary>Which of the pipelines show an upload that is this instance's.</summary>
    public IReadOnlySet<string> OwnUploads(string[] ids) =>
        database.Read(connection =>
            connection
                .Query<string>(
                    $"SELECT id FROM pipelines WHERE {database.In("id", "ids")} AND instance = @Id AND document_id IS "
                        + $"NULL AND ended_at IS NULL",
                    new { ids, instance.Id })
                .ToHashSet(StringComparer.Ordinal));

    /// <summary>
    /// Keeps that a person asked for an interrupt while the file is coming in; later there is a status for it.
    /// </summary>
    public Task AskInterruptAsync(string id) => database.WriteAsync(transaction => AskInterrupt(transaction, id));

    /// <inheritdoc cref="AskInterruptAsync"/>
    internal static bool AskInterrupt(DbTransaction transaction, string id) => transaction.Connection!.Execute(
        "UPDATE pipelines SET interrupt_asked = TRUE WHERE id = @id AND ended_at IS NULL AND status = @Uploading",
        new { id, StatusNames.Uploading },
        transaction) == 1;

    /// <summary>
    /// Removes the pipelines of uploads that failed and ended before <paramref name="before"/>: they name a file, and
    /// there is no document that they would be deleted with.
    /// </summary>
    public Task<int> RemoveUnownedAsync(DateTimeOffset before) =>
        database.WriteAsync(transaction =>
            transaction.Connection!.Execute(
                "DELETE FROM pipelines WHERE document_id IS NULL AND ended_at < @before AND (state_ended OR state IS "
                    + "NULL) "
                    + "AND NOT EXISTS (SELECT 1 FROM batches b WHERE b.id = parent_id AND b.ended_at IS NULL)",
                new { before }, transaction));

    private static string? OwnerOf(DbTransaction transaction, string id) =>
        transaction.Connection!.ExecuteScalar<string?>(
            "SELECT owner FROM pipelines WHERE id = @id", new { id }, transaction);

    private Task<bool> UpdateAsync(string change, object values) => database.WriteAsync(transaction =>
        transaction.Connection!.Execute($"UPDATE pipelines SET {change}", values, transaction) == 1);
}
