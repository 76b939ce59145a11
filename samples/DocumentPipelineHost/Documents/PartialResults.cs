using System.Data.Common;
using Dapper;
using DocumentPipelineHost.Stages;

namespace DocumentPipelineHost.Documents;

/// <summary>Removes what a stage left, so that it begins from nothing.</summary>
internal static class PartialResults
{
    /// <summary>Removes the results of those stages that were not finished.</summary>
    public static void DropUnfinished(DbTransaction transaction, string documentId, IEnumerable<string> stages)
    {
        foreach (var (stage, table, column) in stages.Select(Place).OfType<(string, string, string)>())
        {
            var unfinished = $"document_id = @documentId AND EXISTS (SELECT 1 FROM documents WHERE id = @documentId AND {column} IS NULL)";
            Execute(transaction, $"DELETE FROM {table} WHERE {unfinished}", documentId, stage);
            Execute(transaction, $"DELETE FROM checkpoints WHERE {unfinished} AND stage = @stage", documentId, stage);
        }
    }

    /// <summary>Removes a stage's results, finished or not: they are made again.</summary>
    public static void Drop(DbTransaction transaction, string documentId, IEnumerable<string> stages)
    {
        foreach (var (stage, table, column) in stages.Select(Place).OfType<(string, string, string)>())
        {
            Execute(transaction, $"UPDATE documents SET {column} = NULL WHERE id = @documentId", documentId, stage);
            Execute(transaction, $"DELETE FROM {table} WHERE document_id = @documentId", documentId, stage);
            Execute(transaction, "DELETE FROM checkpoints WHERE document_id = @documentId AND stage = @stage", documentId, stage);
        }
    }

    private static (string Stage, string Table, string Column)? Place(string stage) => stage switch
    {
        StageTypes.Parse => (stage, "pages", "parsed_at"),
        StageTypes.Index => (stage, "chunks", "indexed_at"),
        StageTypes.Summary => (stage, "summaries", "summarized_at"),
        StageTypes.Analysis => (stage, "analyses", "analyzed_at"),
        _ => null,
    };

    private static void Execute(DbTransaction transaction, string sql, string documentId, string stage) =>
        transaction.Connection!.Execute(sql, new { documentId, stage }, transaction);
}
