using System.Data.Common;
using Dapper;
using DocumentEngine.Chunking;
using DocumentEngine.Search;

namespace DocumentPipelineHost.Documents;

/// <summary>FTS5, in a table of its own beside the chunks.</summary>
internal sealed class SqliteFullTextIndex : IFullTextIndex
{
    public void Add(DbTransaction transaction, string documentId, Chunk chunk)
    {
        var connection = transaction.Connection!;
        var id = connection.ExecuteScalar<long>(
            "INSERT INTO chunks (document_id, ordinal, page, position, text) VALUES (@documentId, @Ordinal, @Page, "
                + "@Offset, @Text) RETURNING id",
            new { documentId, chunk.Ordinal, chunk.Page, chunk.Offset, chunk.Text },
            transaction);
        connection.Execute(
            "INSERT INTO chunk_search (rowid, tokens) VALUES (@id, @tokens)",
            new { id, tokens = SearchTokenizer.IndexText(chunk.Text) },
            transaction);
    }

    public void AddDraft(DbTransaction transaction, string pipelineId, Chunk chunk) => transaction.Connection!.Execute(
        "INSERT INTO chunk_drafts (pipeline_id, ordinal, page, position, text, tokens) " +
        "VALUES (@pipelineId, @Ordinal, @Page, @Offset, @Text, @tokens)",
        new
        {
            pipelineId,
            chunk.Ordinal,
            chunk.Page,
            chunk.Offset,
            chunk.Text,
            tokens = SearchTokenizer.IndexText(chunk.Text),
        },
        transaction);

    public void TakeDrafts(DbTransaction transaction, string pipelineId, string documentId) =>
        transaction.Connection!.Execute(
            "DELETE FROM chunks WHERE document_id = @documentId; "
                + "INSERT INTO chunks (document_id, ordinal, page, position, text) "
                + "SELECT @documentId, ordinal, page, position, text FROM chunk_drafts "
                + "WHERE pipeline_id = @pipelineId ORDER BY ordinal; "
                + "INSERT INTO chunk_search (rowid, tokens) SELECT c.id, d.tokens FROM chunk_drafts d "
                + "JOIN chunks c ON c.document_id = @documentId AND c.ordinal = d.ordinal WHERE d.pipeline_id = "
                + "@pipelineId; "
                + "DELETE FROM chunk_drafts WHERE pipeline_id = @pipelineId",
            new { pipelineId, documentId },
            transaction);

    public string? Match(SearchQuery query) => query.Match;

    public string From(string? match) =>
        match is not null
            ? "FROM chunk_search JOIN chunks c ON c.id = chunk_search.rowid JOIN documents d ON d.id = c.document_id "
                + $"WHERE chunk_search MATCH @{match} AND d.owner = @owner"
            : "FROM chunks c JOIN documents d ON d.id = c.document_id WHERE d.owner = @owner";

    public string Rank(string? match) => match is not null ? "-bm25(chunk_search)" : "0.0";
}
