using System.Data.Common;
using Dapper;
using DocumentPipelineHost.Database;

namespace DocumentPipelineHost.Documents;

/// <summary>How far a stage's results are in the database. Written in the same transaction as the results.</summary>
public sealed class CheckpointStore(HostDatabase database)
{
    public static void Set(DbTransaction transaction, string documentId, string stage, int done, int total)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        transaction.Connection!.Execute(
            "INSERT INTO checkpoints (document_id, stage, done, total) VALUES (@documentId, @stage, @done, @total) " +
            "ON CONFLICT (document_id, stage) DO UPDATE SET done = excluded.done, total = excluded.total",
            new { documentId, stage, done, total },
            transaction);
    }

    /// <summary>How many units are done; 0 before the first.</summary>
    public int Done(string documentId, string stage) => database.Read(connection => connection.ExecuteScalar<int>(
        "SELECT done FROM checkpoints WHERE document_id = @documentId AND stage = @stage", new { documentId, stage }));
}
