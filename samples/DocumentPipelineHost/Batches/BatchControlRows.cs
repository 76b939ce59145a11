using Dapper;
using DocumentPipelineHost.Control;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Instances;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;

namespace DocumentPipelineHost.Batches;

/// <summary>What a person decides about a batch, in its row and those of all its files, in one transaction.</summary>
internal sealed class BatchControlRows(HostDatabase database, HostInstance instance, TimeProvider time)
{
    /// <summary>
    /// Stops all files that wait or are processed; those that still come in stop once they are stored.
    /// </summary>
    /// <exception cref="ProblemException"><c>batch_ended</c>, <c>already_interrupted</c>.</exception>
    public Task<IReadOnlyList<PipelineRecord>> InterruptAsync(string id) =>
        database.WriteAsync<IReadOnlyList<PipelineRecord>>(transaction =>
        {
            var stopped = transaction
                .Connection!.Query<PipelineRecord>(
                    "UPDATE pipelines SET status = @Interrupted WHERE parent_id = @id AND ended_at IS NULL AND status "
                        + "IN (@Processing, @Pending) "
                        + $"RETURNING {PipelineStore.Columns}",
                    new
                    {
                        id,
                        StatusNames.Interrupted,
                        StatusNames.Processing,
                        StatusNames.Pending,
                    },
                    transaction
                )
                .AsList();
            var batch = BatchRows.Lock(transaction, id)!;
            if (batch.IsEnded)
                throw BatchProblems.Ended.With(batch.Status);
            if (batch.Status == StatusNames.Interrupted && stopped.Count == 0)
                throw BatchProblems.AlreadyInterrupted.AsException();
            SetStatus(transaction, id, StatusNames.Interrupted);
            return stopped;
        });

    /// <summary>Sets the batch to processing again; its interrupted files are resumed one by one.</summary>
    /// <exception cref="ProblemException"><c>batch_ended</c>, <c>not_interrupted</c>.</exception>
    public Task<IReadOnlyList<PipelineRecord>> ResumeAsync(string id) =>
        database.WriteAsync<IReadOnlyList<PipelineRecord>>(transaction =>
        {
            var batch = BatchRows.Lock(transaction, id)!;
            if (batch.IsEnded)
                throw BatchProblems.Ended.With(batch.Status);
            var interrupted = Children(
                transaction,
                id,
                "ended_at IS NULL AND status = @status",
                StatusNames.Interrupted
            );
            if (batch.Status != StatusNames.Interrupted && interrupted.Count == 0)
                throw BatchProblems.NotInterrupted.AsException();
            SetStatus(transaction, id, StatusNames.Processing);
            return interrupted;
        });

    /// <summary>Ends the batch and all its files that have not ended.</summary>
    /// <exception cref="ProblemException"><c>batch_ended</c>.</exception>
    public Task<IReadOnlyList<PipelineRecord>> CancelAsync(string id) =>
        database.WriteAsync<IReadOnlyList<PipelineRecord>>(transaction =>
        {
            var batch = BatchRows.Lock(transaction, id)!;
            if (batch.IsEnded)
                throw BatchProblems.Ended.With(batch.Status);
            BatchRows.End(transaction, id, StatusNames.Cancelled, time.GetUtcNow());
            var live = Children(transaction, id, "ended_at IS NULL AND status <> @status", string.Empty);
            return
            [
                .. live.Where(child =>
                    ControlRows.Cancel(transaction, child.Id, instance.Id, time.GetUtcNow()) is not null
                ),
            ];
        });

    /// <summary>
    /// Reopens the batch and its failed files, all at once, so that it does not end with the first of them.
    /// </summary>
    /// <exception cref="ProblemException"><c>nothing_to_retry</c>.</exception>
    public Task<IReadOnlyList<PipelineRecord>> RetryAsync(string id) =>
        database.WriteAsync<IReadOnlyList<PipelineRecord>>(transaction =>
        {
            List<PipelineRecord> reopened = [];
            foreach (
                var child in Children(
                    transaction,
                    id,
                    "status = @status AND document_id IS NOT NULL",
                    StatusNames.Failed
                )
            )
            {
                if (
                    PipelineStore.Live(transaction, child.DocumentId!).Count == 0
                    && ControlRows.Retry(transaction, child.Id, child.DocumentId!, null) is { } row
                )
                    reopened.Add(row);
            }

            if (reopened.Count == 0)
                throw BatchProblems.NothingToRetry.AsException();
            BatchRows.Reopen(transaction, id);
            return reopened;
        });

    private static IReadOnlyList<PipelineRecord> Children(
        System.Data.Common.DbTransaction transaction,
        string id,
        string condition,
        string status
    ) =>
        transaction
            .Connection!.Query<PipelineRecord>(
                $"SELECT {PipelineStore.Columns} FROM pipelines WHERE parent_id = @id AND {condition} ORDER BY seq",
                new { id, status },
                transaction
            )
            .AsList();

    private static void SetStatus(System.Data.Common.DbTransaction transaction, string id, string status) =>
        transaction.Connection!.Execute(
            "UPDATE batches SET status = @status WHERE id = @id",
            new { id, status },
            transaction
        );
}
