using System.Data.Common;
using Dapper;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Notifications;
using Dpa.Realtime;

namespace DocumentPipelineHost.Pipelines;

/// <content>
/// The work on a pipeline: each step succeeds only while nobody stopped, ended or began the pipeline after that worker.
/// </content>
public sealed partial class PipelineStore
{
    private const string IsWorkers = "id = @Id AND fence = @Fence AND instance = @Instance";

    /// <summary>
    /// Takes ownership of a waiting pipeline and begins the work. Null where there is none left, a person stopped it,
    /// another worker owns it, or another pipeline of its document is in progress.
    /// </summary>
    public Task<PipelineRecord?> BeginAsync(string id, string documentId) =>
        database.WriteAsync(transaction =>
        {
            var live = transaction
                .Connection!.Query<PipelineRecord>(
                    $"SELECT {Columns} FROM pipelines WHERE document_id = @documentId AND ended_at IS NULL ORDER BY "
                        + $"seq{RowLock.Of(transaction)}",
                    new { documentId }, transaction)
                .AsList();
            if (
                live.Find(one => one.Id == id) is not { IsInterrupted: false, Instance: null } own
                || live.Exists(other =>
                    other.Id != id && other is { Status: StatusNames.Processing, Instance: not null }))
                return null;
            transaction.Connection!.Execute(
                "UPDATE pipelines SET status = @Processing, instance = @Instance, fence = fence + 1 WHERE id = @id", new
                {
                    id, StatusNames.Processing, Instance = instance.Id,
                },
                transaction);
            WaitingPipelines.NoteTurn(transaction, own.Owner);
            return own with { Status = StatusNames.Processing, Instance = instance.Id, Fence = own.Fence + 1 };
        });

    /// <summary>
    /// Releases the pipeline into the queue, with the state that its subscribers were shown. False where it is gone,
    /// ended, stopped or owned by another worker.
    /// </summary>
    public Task<bool> QueueAsync(PipelineState state, long fence) => database.WriteAsync(transaction =>
    {
        KeepState(transaction, state);
        return transaction.Connection!.Execute(
            $"UPDATE pipelines SET instance = NULL WHERE {IsWorkers} AND ended_at IS NULL AND status <> @Interrupted",
            new { state.Id, Fence = fence, Instance = instance.Id, StatusNames.Interrupted },
            transaction) == 1;
    });

    /// <summary>
    /// As <see cref="QueueAsync"/>, for one that a person stopped while its file came in: it waits until it is resumed.
    /// </summary>
    /// <param name="id">The pipeline.</param>
    /// <param name="fence">The worker's number.</param>
    /// <param name="isAsked">Whether a person requested it; otherwise only where the row records such a request, or
    /// where the batch is interrupted.</param>
    public Task<PipelineRecord?> HoldAsync(string id, long fence, bool isAsked) =>
        database.WriteAsync(transaction =>
        {
            var values = new
            {
                Id = id, Fence = fence, Instance = instance.Id, isAsked, StatusNames.Interrupted, StatusNames.Pending,
                StatusNames.Waiting,
            };
            var held = Hold(
                transaction,
                "status IN (@Pending, @Waiting) AND (@isAsked OR interrupt_asked OR EXISTS (SELECT 1 FROM batches b "
                    + "WHERE b.id = pipelines.parent_id AND b.status = @Interrupted))",
                values);
            if (held is null)
                return Hold(transaction, "status = @Interrupted", values); // whoever decided that has announced it
            NotificationOutbox.OfPipeline(transaction, held, time.GetUtcNow());
            return held;
        });

    private static PipelineRecord? Hold(DbTransaction transaction, string which, object values) =>
        transaction.Connection!.QuerySingleOrDefault<PipelineRecord>(
            "UPDATE pipelines SET status = @Interrupted, instance = NULL "
                + $"WHERE {IsWorkers} AND ended_at IS NULL AND {which} RETURNING {Columns}",
            values, transaction);

    /// <summary>Releases the pipeline as it is: its work stopped, and the next worker continues it.</summary>
    public Task<bool> LetGoAsync(PipelineRecord worker)
    {
        ArgumentNullException.ThrowIfNull(worker);
        return UpdateAsync($"instance = NULL WHERE {IsWorkers}", Worker(worker));
    }

    /// <summary>
    /// At the start of the only possible instance: it owns everything that is pending; what is interrupted has no
    /// owner.
    /// </summary>
    public Task AdoptAllAsync() => UpdateAsync(
        "instance = CASE WHEN status = @Interrupted THEN NULL ELSE @Id END WHERE ended_at IS NULL OR NOT state_ended",
        new { instance.Id, StatusNames.Interrupted });

    /// <summary>
    /// Notes a retry that will come by itself; false where the pipeline is gone, stopped or another's.
    /// </summary>
    public Task<bool> NoteRetryAsync(PipelineRecord worker, DateTimeOffset due)
    {
        ArgumentNullException.ThrowIfNull(worker);
        return UpdateAsync(
            "retries = retries + 1, due_at = @due, status = @Pending " +
            $"WHERE {IsWorkers} AND ended_at IS NULL AND status = @Processing",
            new { worker.Id, worker.Fence, due, Instance = instance.Id, StatusNames.Pending, StatusNames.Processing });
    }

    /// <summary>
    /// Ends the pipeline, once; false where it has ended already, is gone, stopped or to be stopped, or is not this
    /// worker's.
    /// </summary>
    /// <param name="id">The pipeline.</param>
    /// <param name="fence">The worker's number.</param>
    /// <param name="status">The end.</param>
    /// <param name="error">What failed, as JSON; null where nothing did.</param>
    /// <param name="turn">The turn that ends; null: whichever it is in.</param>
    public Task<bool> EndAsync(string id, long fence, string status, string? error = null, int? turn = null) =>
        database.WriteAsync(transaction =>
        {
            var batch = transaction.Connection!.ExecuteScalar<string?>(
                "SELECT parent_id FROM pipelines WHERE id = @id", new { id }, transaction);
            LateDecisionRows.Lock(transaction, id, batch);
            var now = time.GetUtcNow();
            var ended = transaction.Connection!.QuerySingleOrDefault<PipelineRecord>(
                $"UPDATE pipelines SET status = @status, error = @error, ended_at = @now WHERE {IsWorkers} AND "
                    + $"ended_at IS NULL AND status <> @Interrupted AND {LateDecisionRows.Undecided} "
                    + $"{OfTurn(turn)} RETURNING {Columns}",
                new
                {
                    Id = id, Fence = fence, Instance = instance.Id, status, error, now, turn, StatusNames.Interrupted,
                },
                transaction);
            BatchRows.TryEnd(transaction, ended?.ParentId, now);
            if (ended is not null)
                NotificationOutbox.OfPipeline(transaction, ended, now);
            return ended is not null;
        });

    /// <summary>A further condition on <c>pipelines</c>, where <c>@turn</c> is given.</summary>
    internal static string OfTurn(int? turn) => turn is null ? "" : " AND turn = @turn";

    private object Worker(PipelineRecord worker) => new { worker.Id, worker.Fence, Instance = instance.Id };

    /// <summary>
    /// Takes back the pipeline of a file that was not stored; false where it was, has ended, or is gone.
    /// </summary>
    public Task<bool> RemoveUnstoredAsync(string id) => database.WriteAsync(transaction =>
        transaction.Connection!.Execute(
            "DELETE FROM pipelines WHERE id = @id AND instance = @Instance AND document_id IS NULL "
                + "AND ended_at IS NULL",
            new { id, Instance = instance.Id },
            transaction) == 1);
}
