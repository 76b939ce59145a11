using System.Data.Common;
using Dapper;
using DocumentPipelineHost.Database;

namespace DocumentPipelineHost.Documents;

/// <summary>Keeps the summaries and analyses, as JSON.</summary>
public sealed class ResultStore(HostDatabase database)
{
    public static void KeepSummary(DbTransaction transaction, string documentId, string json, DateTimeOffset now) =>
        Keep(transaction, "summaries", "summarized_at", documentId, json, now);

    public static void KeepAnalysis(DbTransaction transaction, string documentId, string json, DateTimeOffset now) =>
        Keep(transaction, "analyses", "analyzed_at", documentId, json, now);

    public string? Summary(string documentId) => Find("summaries", documentId);

    public string? Analysis(string documentId) => Find("analyses", documentId);

    private string? Find(string table, string documentId) =>
        database.Read(connection =>
            connection.ExecuteScalar<string?>(
                $"SELECT result FROM {table} WHERE document_id = @documentId", new { documentId }));

    private static void Keep(
        DbTransaction transaction, string table, string column, string documentId, string json, DateTimeOffset now)
    {
        transaction.Connection!.Execute(
            $"INSERT INTO {table} (document_id, result) VALUES (@documentId, @json) ON CONFLICT (document_id) DO "
                + $"UPDATE SET result = excluded.result",
            new { documentId, json },
            transaction);
        transaction.Connection!.Execute(
            $"UPDATE documents SET {column} = @now WHERE id = @documentId", new { documentId, now }, transaction);
    }
}
