using System.Data.Common;
using Dapper;
using DocumentPipelineHost.Database;

namespace DocumentPipelineHost.Pipelines;

/// <content>Pipelines that ask a person about an upload's bytes, and what they do after the answer.</content>
public sealed partial class PipelineStore
{
    /// <summary>
    /// A person is asked about an upload's bytes, once it is resumed where a person interrupted it meanwhile; false
    /// where its pipeline was cancelled. The work is what is asked for, whatever the answer.
    /// </summary>
    public static bool AssignQuestion(
        DbTransaction transaction, string id, IEnumerable<string> stages, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return IsAssigned(
            transaction,
            transaction.Connection!.QuerySingleOrDefault<PipelineRecord>(
                "UPDATE pipelines SET stages = @stages, "
                    + "status = CASE WHEN interrupt_asked THEN @Interrupted ELSE @Waiting END "
                    + $"WHERE id = @id AND ended_at IS NULL RETURNING {Columns}",
                new { id, stages = string.Join(',', stages), StatusNames.Interrupted, StatusNames.Waiting },
                transaction),
            now);
    }

    /// <summary>
    /// Whether this instance still asks the pipeline's question: nobody stopped it, and no other instance took it over.
    /// It stays so until the transaction's end.
    /// </summary>
    public bool IsAsking(DbTransaction transaction, string id)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return transaction.Connection!.ExecuteScalar<string?>(
            "SELECT id FROM pipelines WHERE id = @id AND status = @Waiting AND instance = @Instance AND ended_at IS "
                + $"NULL{RowLock.Of(transaction)}",
            new { id, StatusNames.Waiting, Instance = instance.Id },
            transaction) is not null;
    }

    /// <summary>Results that are there and are made again by the pipeline.</summary>
    public static void AssignAgain(DbTransaction transaction, string id, IEnumerable<string> stages)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        transaction.Connection!.Execute(
            "UPDATE pipelines SET again = @again WHERE id = @id", new { id, again = string.Join(',', stages) },
            transaction);
    }
}
