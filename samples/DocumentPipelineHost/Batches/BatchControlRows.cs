using System.Data.Common;
using Dapper;
using DocumentPipelineHost.Control;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Instances;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;
using Dpa.Realtime;

namespace DocumentPipelineHost.Batches;

/// <summary>What a person decides about a batch, in its row and those of all its files, in one transaction.</summary>
internal sealed class BatchControlRows(HostDatabase database, HostInstance instance, TimeProvider time)
{
    /// <summary>A file that a person cancelled alone ended before its batch.</summary>
    private const string Retryable =
        $"document_id IS NOT NULL AND (status = @status OR (status = '{StatusNames.Cancelled}' "
            + $"AND EXISTS (SELECT 1 FROM batches b WHERE b.id = @id AND b.status = '{StatusNames.Cancelled}' "
            + "AND b.ended_at <= pipelines.ended_at)))";

    private const string Stops =
        $"ended_at IS NULL AND status IN "
            + $"('{StatusNames.Processing}', '{StatusNames.Pending}', '{StatusNames.Waiting}')";

    private const string Live = "ended_at IS NULL AND status <> @status";

    private static readonly IReadOnlyList<PipelineRecord> None = [];

    /// <summary>
    /// Stops all files that wait or are processed; those that still come in stop once they are stored.
    /// </summary>
    /// <param name="id">The batch.</param>
    /// <param name="leavesBusy">Whether files whose rows a worker keeps are left for later. Otherwise all is undone
    /// where one of them is kept for more than a second (<see cref="DatabaseFailures.IsRowBusy"/>).</param>
    /// <exception cref="ProblemException"><c>batch_ended</c>, <c>already_interrupted</c>.</exception>
    public Task<BatchDecision> InterruptAsync(string id, bool leavesBusy = false) =>
        database.WriteAsync(transaction =>
        {
            RowLock.WaitShortly(transaction);
            LateDecisionRows.Lock(transaction, id);
            var stopped = Stoppable(transaction, id, Locked(transaction, leavesBusy));
            var now = time.GetUtcNow();
            foreach (var child in stopped)
                ControlRows.Interrupt(transaction, child.Id, now);
            var busy = leavesBusy ? Stoppable(transaction, id) : None;
            var batch = BatchRows.Lock(transaction, id)!;
            if (batch.IsEnded)
                throw BatchProblems.Ended.With(batch.Status);
            if (batch.Status == StatusNames.Interrupted && stopped.Count + busy.Count == 0)
                throw BatchProblems.AlreadyInterrupted.AsException();
            SetStatus(transaction, id, StatusNames.Interrupted);
            return new BatchDecision(stopped, Noted(transaction, busy, PipelineControls.Interrupt));
        });

    /// <summary>Sets the batch to processing again; its interrupted files are resumed one by one.</summary>
    /// <exception cref="ProblemException"><c>batch_ended</c>, <c>not_interrupted</c>,
    /// <c>still_stopping</c>.</exception>
    public Task<IReadOnlyList<PipelineRecord>> ResumeAsync(string id) =>
        database.WriteAsync<IReadOnlyList<PipelineRecord>>(transaction =>
        {
            var batch = BatchRows.Lock(transaction, id)!;
            if (batch.IsEnded)
                throw BatchProblems.Ended.With(batch.Status);
            if (LateDecisionRows.IsAnyOf(transaction, id))
                throw BatchProblems.StillStopping.AsException();
            var interrupted = Children(
                transaction, id, "ended_at IS NULL AND status = @status", StatusNames.Interrupted);
            if (batch.Status != StatusNames.Interrupted && interrupted.Count == 0)
                throw BatchProblems.NotInterrupted.AsException();
            SetStatus(transaction, id, StatusNames.Processing);
            return interrupted;
        });

    /// <summary>Ends the batch and all its files that have not ended.</summary>
    /// <inheritdoc cref="InterruptAsync" path="/param"/>
    /// <exception cref="ProblemException"><c>batch_ended</c>.</exception>
    public Task<BatchDecision> CancelAsync(string id, bool leavesBusy = false) =>
        database.WriteAsync(transaction =>
        {
            RowLock.WaitShortly(transaction);
            LateDecisionRows.Lock(transaction, id);
            var free = Children(transaction, id, Live, string.Empty, Locked(transaction, leavesBusy));
            var batch = BatchRows.Lock(transaction, id)!;
            if (batch.IsEnded)
                throw BatchProblems.Ended.With(batch.Status);
            var now = time.GetUtcNow(); // one time for all: what ends with the batch is tried again with it
            BatchRows.End(transaction, id, StatusNames.Cancelled, now);
            if (!leavesBusy) // with those that joined before the batch was locked
                free = Children(transaction, id, Live, string.Empty);
            foreach (var child in free)
                ControlRows.Cancel(transaction, child.Id, instance.Id, now);
            var busy = leavesBusy ? Children(transaction, id, Live, string.Empty) : None;
            return new BatchDecision(free, Noted(transaction, busy, PipelineControls.Cancel));
        });

    /// <summary>
    /// Reopens the batch and its failed files, all at once, so that it does not end with the first of them; where the
    /// batch was cancelled, those that were cancelled with it, too, and none that was cancelled alone before.
    /// </summary>
    /// <exception cref="ProblemException"><c>nothing_to_retry</c>.</exception>
    public Task<IReadOnlyList<PipelineRecord>> RetryAsync(string id) =>
        database.WriteAsync<IReadOnlyList<PipelineRecord>>(transaction =>
        {
            List<PipelineRecord> reopened = [];
            foreach (
                var child in Children(
                    transaction, id, Retryable, StatusNames.Failed, RowLock.Of(transaction)))
            {
                if (
                    PipelineStore.Live(transaction, child.DocumentId!).Count == 0
                    && ControlRows.Retry(transaction, child.Id, child.DocumentId!, null) is { } row)
                    reopened.Add(row);
            }

            if (reopened.Count == 0)
                throw BatchProblems.NothingToRetry.AsException();
            BatchRows.Reopen(transaction, id);
            return reopened;
        });

    private static string Locked(DbTransaction transaction, bool leavesBusy) =>
        leavesBusy ? RowLock.OfFree(transaction) : RowLock.Of(transaction);

    /// <summary>As they are before they are stopped: with the instance that works on them, or asks.</summary>
    private static IReadOnlyList<PipelineRecord> Stoppable(
        DbTransaction transaction, string id, string locked = "") =>
        Children(transaction, id, Stops, string.Empty, locked);

    /// <summary>Those that the decision is noted for.</summary>
    private static IReadOnlyList<PipelineRecord> Noted(
        DbTransaction transaction, IReadOnlyList<PipelineRecord> busy, PipelineControls action) =>
        [.. busy.Where(child => LateDecisionRows.TryAdd(transaction, child, action))];

    private static IReadOnlyList<PipelineRecord> Children(
        DbTransaction transaction, string id, string condition, string status, string locked = "") =>
        transaction.Connection!.Query<PipelineRecord>(
            $"SELECT {PipelineStore.Columns} FROM pipelines WHERE parent_id = @id AND {condition} ORDER BY seq{locked}",
            new { id, status },
            transaction).AsList();

    private static void SetStatus(DbTransaction transaction, string id, string status) =>
        transaction.Connection!.Execute(
            "UPDATE batches SET status = @status WHERE id = @id", new { id, status }, transaction);
}
