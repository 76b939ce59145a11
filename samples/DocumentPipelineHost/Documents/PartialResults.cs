using System.Data.Common;
using Dapper;
using DocumentPipelineHost.Stages;

namespace DocumentPipelineHost.Documents;

/// <summary>
/// Removes what a stage left unfinished, so that it begins from nothing. A finished result is replaced, never removed.
/// </summary>
internal static class PartialResults
{
    /// <summary>
    /// Removes what a pipeline left of those stages: unfinished results, and drafts of what it was to make again.
    /// </summary>
    public static void Drop(
        DbTransaction transaction, string pipelineId, string documentId, IReadOnlyList<string> stages)
    {
        DropUnfinished(transaction, documentId, stages);
        foreach (var table in stages.Select(DraftsOf).OfType<string>())
        {
            var ofPipeline = $"DELETE FROM {table} WHERE pipeline_id = @pipelineId";
            transaction.Connection!.Execute(ofPipeline, new { pipelineId }, transaction);
        }
    }

    /// <summary>Removes the results of those stages that were not finished.</summary>
    public static void DropUnfinished(DbTransaction transaction, string documentId, IEnumerable<string> stages)
    {
        foreach (var (stage, table, column) in stages.Select(Place).OfType<(string, string, string)>())
        {
            var unfinished =
                $"document_id = @documentId AND EXISTS (SELECT 1 FROM documents WHERE id = @documentId AND {column} IS "
                    + $"NULL)";
            Execute(transaction, $"DELETE FROM {table} WHERE {unfinished}", documentId, stage);
            Execute(transaction, $"DELETE FROM checkpoints WHERE {unfinished} AND stage = @stage", documentId, stage);
        }
    }

    /// <summary>Removes the drafts that pipelines of the document left which failed.</summary>
    public static void DropDrafts(DbTransaction transaction, string documentId)
    {
        foreach (var stage in (string[])[StageTypes.Parse, StageTypes.Index])
        {
            var ofDocument = "pipeline_id IN (SELECT id FROM pipelines WHERE document_id = @documentId)";
            Execute(transaction, $"DELETE FROM {DraftsOf(stage)} WHERE {ofDocument}", documentId, stage);
        }
    }

    private static string? DraftsOf(string stage) => stage switch
    {
        StageTypes.Parse => "page_drafts",
        StageTypes.Index => "chunk_drafts",
        _ => null, // these have their result in one piece
    };

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
