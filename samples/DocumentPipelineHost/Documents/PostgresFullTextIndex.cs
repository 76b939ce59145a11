using System.Data.Common;
using Dapper;
using DocumentEngine.Chunking;
using DocumentEngine.Search;
using DocumentPipelineHost.Database;

namespace DocumentPipelineHost.Documents;

/// <summary>A <c>tsvector</c> of the host's own tokens, under a GIN index.</summary>
internal sealed class PostgresFullTextIndex : IFullTextIndex
{
    // Shorter chunks before longer ones of as many hits, as bm25 has it.
    private const int ByLogarithmOfLength = 1;

    public void Add(DbTransaction transaction, string documentId, Chunk chunk) =>
        transaction.Connection!.Execute(
            "INSERT INTO chunks (document_id, ordinal, page, position, text, tokens) VALUES (@documentId, @Ordinal, "
                + "@Page, @Offset, @Text, CAST(@tokens AS tsvector))",
            new
            {
                documentId, chunk.Ordinal, chunk.Page, chunk.Offset, chunk.Text,
                tokens = SearchTokenizer.IndexVector(chunk.Text),
            },
            transaction);

    public void AddDraft(DbTransaction transaction, string pipelineId, Chunk chunk) => transaction.Connection!.Execute(
        "INSERT INTO chunk_drafts (pipeline_id, ordinal, page, position, text, tokens) " +
        "VALUES (@pipelineId, @Ordinal, @Page, @Offset, @Text, CAST(@tokens AS tsvector))",
        new
        {
            pipelineId,
            chunk.Ordinal,
            chunk.Page,
            chunk.Offset,
            chunk.Text,
            tokens = SearchTokenizer.IndexVector(chunk.Text),
        },
        transaction);

    public void TakeDrafts(DbTransaction transaction, string pipelineId, string documentId) =>
        transaction.Connection!.Execute(
            "DELETE FROM chunks WHERE document_id = @documentId; " +
            "INSERT INTO chunks (document_id, ordinal, page, position, text, tokens) " +
            "SELECT @documentId, ordinal, page, position, text, tokens FROM chunk_drafts " +
            "WHERE pipeline_id = @pipelineId ORDER BY ordinal; " +
            "DELETE FROM chunk_drafts WHERE pipeline_id = @pipelineId",
            new { pipelineId, documentId },
            transaction,
            StatementLimits.WholeDocument);

    public string? Match(SearchQuery query) => query.TsQuery;

    public string From(string? match) =>
        "FROM chunks c JOIN documents d ON d.id = c.document_id WHERE d.owner = @owner"
        + (match is not null ? $" AND c.tokens @@ CAST(@{match} AS tsquery)" : "");

    public string Rank(string? match) =>
        match is not null
            ? $"CAST(ts_rank(c.tokens, CAST(@{match} AS tsquery), {ByLogarithmOfLength}) AS double precision)"
            : "CAST(0 AS double precision)";
}
