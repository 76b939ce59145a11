using System.Data.Common;
using Dapper;
using DocumentPipelineHost.Notifications;

namespace DocumentPipelineHost.Pipelines;

/// <content>How a pipeline gets its document.</content>
public sealed partial class PipelineStore
{
    /// <summary>
    /// Gives an upload's pipeline its document and the work to do, which waits where a person asked for that meanwhile;
    /// false where it was cancelled.
    /// </summary>
    public static bool Assign(
        DbTransaction transaction, string id, string documentId, IEnumerable<string> stages, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return IsAssigned(
            transaction,
            transaction.Connection!.QuerySingleOrDefault<PipelineRecord>(
                "UPDATE pipelines SET document_id = @documentId, stages = @stages, "
                    + "status = CASE WHEN interrupt_asked AND @stages <> '' THEN @Interrupted ELSE @Pending END WHERE "
                    + $"id = @id AND ended_at IS NULL RETURNING {Columns}",
                new
                {
                    id, documentId, stages = string.Join(',', stages), StatusNames.Interrupted, StatusNames.Pending,
                },
                transaction),
            now);
    }

    /// <summary>An interruption that was asked for while the bytes came in takes place now.</summary>
    private static bool IsAssigned(DbTransaction transaction, PipelineRecord? assigned, DateTimeOffset now)
    {
        if (assigned?.IsInterrupted == true)
            NotificationOutbox.OfPipeline(transaction, assigned, now);
        return assigned is not null;
    }
}
