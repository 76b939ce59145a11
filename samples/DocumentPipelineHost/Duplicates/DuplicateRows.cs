using System.Data.Common;
using Dapper;

namespace DocumentPipelineHost.Duplicates;

/// <summary>
/// The questions about bytes that are stored already, in their rows. Order of locks: the document, its questions'
/// pipelines, their batch.
/// </summary>
internal static class DuplicateRows
{
    private const string Select =
        "SELECT q.pipeline_id, q.document_id, d.filename AS stored_name, q.new_id, q.filename, "
            + "COALESCE(d.size, 0) AS size, q.until "
            + "FROM duplicate_questions q LEFT JOIN documents d ON d.id = q.document_id";

    public static void Add(DbTransaction transaction, DuplicateQuestion question) => transaction.Connection!.Execute(
        "INSERT INTO duplicate_questions (pipeline_id, document_id, new_id, filename, until) "
            + "VALUES (@PipelineId, @DocumentId, @NewId, @Filename, @Until)",
        question, transaction);

    /// <summary>The pipeline's question; null where it asks none, or was answered.</summary>
    public static DuplicateQuestion? Find(
        DbConnection connection, string pipelineId, DbTransaction? transaction = null) =>
        connection.QuerySingleOrDefault<DuplicateQuestion>(
            $"{Select} WHERE q.pipeline_id = @pipelineId", new { pipelineId }, transaction);

    /// <summary>The pipelines that ask about a document, and have not ended.</summary>
    public static IReadOnlyList<string> OfDocument(DbConnection connection, string documentId) =>
        connection.Query<string>(
            "SELECT q.pipeline_id FROM duplicate_questions q JOIN pipelines p ON p.id = q.pipeline_id "
                + "WHERE q.document_id = @documentId AND p.ended_at IS NULL ORDER BY p.seq",
            new { documentId }).AsList();

    /// <summary>How many questions of the user wait for an answer.</summary>
    public static int Count(DbTransaction transaction, string owner) => transaction.Connection!.ExecuteScalar<int>(
        "SELECT COUNT(*) FROM duplicate_questions q JOIN pipelines p ON p.id = q.pipeline_id "
            + "WHERE p.owner = @owner AND p.ended_at IS NULL",
        new { owner }, transaction);

    /// <summary>It is asked again: its time begins again.</summary>
    public static void Extend(DbTransaction transaction, string pipelineId, DateTimeOffset until) =>
        transaction.Connection!.Execute(
            "UPDATE duplicate_questions SET until = @until WHERE pipeline_id = @pipelineId",
            new { pipelineId, until }, transaction);

    /// <summary>It has its answer.</summary>
    public static void Remove(DbTransaction transaction, string pipelineId) => transaction.Connection!.Execute(
        "DELETE FROM duplicate_questions WHERE pipeline_id = @pipelineId", new { pipelineId }, transaction);
}
