using System.Data.Common;
using Dapper;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Instances;
using DocumentPipelineHost.Notifications;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Stages;
using Dpa.Realtime;

namespace DocumentPipelineHost.Control;

/// <summary>
/// What a person decides about a pipeline, in its row: one transaction each. From its end on a worker's results are
/// refused (<see cref="PipelineStore.IsInHand"/>), no sweep and no restart starts what is interrupted, and nothing that
/// is cancelled can complete.
/// </summary>
public sealed class ControlRows(HostDatabase database, HostInstance instance, TimeProvider time)
{
    /// <summary>
    /// Stops the pipeline where it is; its checkpoints stay. Null where it ended, is stopped already, or its file is
    /// still coming in.
    /// </summary>
    /// <remarks>
    /// One whose file is still coming in is stopped by the transaction that stores it, even after a restart.
    /// </remarks>
    /// <param name="id">The pipeline.</param>
    /// <param name="waitsShortly">Fails where another transaction keeps the row for more than a second
    /// (<see cref="DatabaseFailures.IsRowBusy"/>): somebody waits for the answer.</param>
    /// <param name="turn">The turn that is stopped; null: whichever it is in.</param>
    public Task<PipelineRecord?> InterruptAsync(string id, bool waitsShortly = false, int? turn = null) =>
        database.WriteAsync(transaction =>
        {
            if (waitsShortly)
                RowLock.WaitShortly(transaction);
            var interrupted = Interrupt(transaction, id, time.GetUtcNow(), turn);
            if (interrupted is null && turn is null)
                PipelineStore.AskInterrupt(transaction, id);
            return interrupted;
        });

    /// <summary>
    /// Puts an interrupted pipeline back into the queue, as a new turn. Null where it is not interrupted.
    /// </summary>
    /// <remarks>One without a document asked a person about its bytes: it asks again, on this instance.</remarks>
    public Task<PipelineRecord?> ResumeAsync(string id) => database.WriteAsync(transaction => Change(
        transaction,
        "status = CASE WHEN document_id IS NULL THEN @Waiting ELSE @Pending END, "
            + "instance = CASE WHEN document_id IS NULL THEN @Instance END, "
            + "turn = turn + 1, retries = 0, due_at = 0, interrupt_asked = FALSE "
            + "WHERE id = @id AND ended_at IS NULL AND status = @Interrupted",
        new { id, StatusNames.Interrupted, StatusNames.Pending, StatusNames.Waiting, Instance = instance.Id }));

    /// <summary>
    /// Ends the pipeline and removes what its stages left unfinished; the original and finished results stay, also
    /// those that it was to make again. Null where it has ended.
    /// </summary>
    /// <inheritdoc cref="InterruptAsync" path="/param"/>
    public Task<PipelineRecord?> CancelAsync(string id, bool waitsShortly = false) =>
        database.WriteAsync(transaction =>
        {
            if (waitsShortly)
                RowLock.WaitShortly(transaction);
            return Cancel(transaction, id, instance.Id, time.GetUtcNow());
        });

    /// <summary>
    /// Notes an interrupt or a cancel of a pipeline whose row a worker keeps; false where the pipeline has ended, or a
    /// person has set it going again since it was read.
    /// </summary>
    internal Task<bool> DecideLaterAsync(PipelineRecord asked, PipelineControls action) =>
        database.WriteAsync(transaction => DecideLater(transaction, asked, action));

    /// <inheritdoc cref="DecideLaterAsync"/>
    internal static bool DecideLater(DbTransaction transaction, PipelineRecord asked, PipelineControls action)
    {
        RowLock.WaitShortly(transaction);
        LateDecisionRows.Lock(transaction, asked.Id, asked.ParentId);
        return LateDecisionRows.TryAdd(transaction, asked, action);
    }

    /// <summary>The pipelines that an interrupt or a cancel is noted for.</summary>
    internal IReadOnlyList<string> Late() => database.Read(static connection => LateDecisionRows.Pipelines(connection));

    /// <summary>
    /// Carries out what is noted for the pipeline. Null where nothing is, where it ended, and where a person has set it
    /// going again since.
    /// </summary>
    /// <returns>Its row, with the instance that works on it, or asks.</returns>
    /// <inheritdoc cref="InterruptAsync" path="/param"/>
    internal async Task<PipelineRecord?> CarryOutAsync(string id, bool waitsShortly = false)
    {
        if (database.Read(connection => LateDecisionRows.Pipelines(connection, id)) is [])
            return null;
        return await database.WriteAsync(transaction =>
        {
            if (waitsShortly)
                RowLock.WaitShortly(transaction);
            var (turn, batch, worker) = transaction.Connection!.QuerySingleOrDefault<(int?, string?, string?)>(
                $"SELECT turn, parent_id, instance FROM pipelines WHERE id = @id{RowLock.Of(transaction)}",
                new { id }, transaction);
            // before what is noted, as a decision about the batch takes them
            var parent = batch is null ? null : BatchRows.Lock(transaction, batch);
            var now = time.GetUtcNow();
            if (parent?.EndedAt > now)
                now = parent.EndedAt.Value; // by another instance's clock: it was cancelled with the batch
            var stopped = LateDecisionRows.Take(transaction, id, turn) switch
            {
                PipelineControls.Cancel => Cancel(transaction, id, instance.Id, now),
                PipelineControls.Interrupt => Interrupt(transaction, id, now),
                _ => null,
            };
            return stopped is null ? null : stopped with { Instance = worker };
        });
    }

    /// <inheritdoc cref="CancelAsync"/>
    internal static PipelineRecord? Cancel(DbTransaction transaction, string id, string instance, DateTimeOffset now)
    {
        var cancelled = Change(
            transaction,
            "status = @Cancelled, ended_at = @now, instance = @instance WHERE id = @id AND ended_at IS NULL",
            new
            {
                id, now, instance, StatusNames.Cancelled,
            });
        if (
            cancelled is { DocumentId: { } documentId }
            && !PipelineStore.Live(transaction, documentId).Any(KeepsCheckpoints))
            PartialResults.Drop(transaction, id, documentId, cancelled.StageTypes);
        BatchRows.TryEnd(transaction, cancelled?.ParentId, now);
        return cancelled;
    }

    /// <summary>
    /// Reopens an ended pipeline, as a new turn. With a stage, that one begins from nothing; otherwise all goes on
    /// after the checkpoints.
    /// </summary>
    /// <exception cref="ProblemException"><c>pipeline_active</c>: another pipeline of the document has not
    /// ended.</exception>
    public Task<PipelineRecord?> RetryAsync(string id, string documentId, string? stage) =>
        database.WriteAsync(transaction =>
        {
            PipelineStore.Lock(transaction, documentId);
            if (DocumentStore.Lock(transaction, documentId) is null)
                return null;
            if (PipelineStore.Live(transaction, documentId) is [var live, ..])
                throw ControlProblems.ActiveBy(documentId, live.Id);
            return Retry(transaction, id, documentId, stage);
        });

    /// <inheritdoc cref="RetryAsync"/>
    internal static PipelineRecord? Retry(DbTransaction transaction, string id, string documentId, string? stage)
    {
        if (stage is not null)
            PartialResults.Drop(transaction, id, documentId, [stage]);
        var reopened = Change(
            transaction,
            "status = @Pending, ended_at = NULL, error = NULL, instance = NULL, turn = turn + 1, retries = 0, "
                + "due_at = 0, interrupt_asked = FALSE WHERE id = @id AND ended_at IS NOT NULL AND status IN (@Failed, "
                + "@Cancelled)",
            new
            {
                id, StatusNames.Pending, StatusNames.Failed, StatusNames.Cancelled,
            });
        if (reopened is not null)
            AttemptStore.Forgive(transaction, id);
        if (reopened is { ParentId: { } batch })
            BatchRows.Reopen(transaction, batch);
        return reopened;
    }

    /// <inheritdoc cref="InterruptAsync"/>
    internal static PipelineRecord? Interrupt(
        DbTransaction transaction, string id, DateTimeOffset now, int? turn = null)
    {
        var interrupted = Change(
            transaction,
            "status = @Interrupted, instance = CASE WHEN status = @Waiting THEN NULL ELSE instance END "
                + "WHERE id = @id AND ended_at IS NULL AND status IN (@Processing, @Pending, @Waiting)"
                + PipelineStore.OfTurn(turn),
            new
            {
                id, turn, StatusNames.Interrupted, StatusNames.Processing, StatusNames.Pending, StatusNames.Waiting,
            });
        if (interrupted is not null)
            NotificationOutbox.OfPipeline(transaction, interrupted, now);
        return interrupted;
    }

    private static bool KeepsCheckpoints(PipelineRecord live) =>
        live.Status is StatusNames.Processing or StatusNames.Interrupted;

    private static PipelineRecord? Change(DbTransaction transaction, string change, object values) =>
        transaction.Connection!.QuerySingleOrDefault<PipelineRecord>(
            $"UPDATE pipelines SET {change} RETURNING {PipelineStore.Columns}", values, transaction);
}
