using System.Data.Common;
using Dapper;
using DocumentEngine.Chunking;
using DocumentEngine.Search;

namespace DocumentPipelineHost.Documents;

/// <summary>A <c>tsvector</c> of the host's own tokens, under a GIN index.</summary>
internal sealed class PostgresFullTextIndex : IFullTextIndex
{
    // Shorter chunks before longer ones of as many hits, as bm25 has it.
    private const int ByLogarithmOfLength = 1;

    public void Add(DbTransaction transaction, string documentId, Chunk chunk) => transaction.Connection!.Execute(
        "INSERT INTO chunks (document_id, ordinal, page, position, text, tokens) VALUES (@documentId, @Ordinal, @Page, @Offset, @Text, CAST(@tokens AS tsvector))",
        new { documentId, chunk.Ordinal, chunk.Page, chunk.Offset, chunk.Text, tokens = SearchTokenizer.IndexVector(chunk.Text) },
        transaction);

    public string? Match(SearchQuery query) => query.TsQuery;

    public string From(bool hasMatch) =>
        "FROM chunks c JOIN documents d ON d.id = c.document_id WHERE d.owner = @owner" + (hasMatch ? " AND c.tokens @@ CAST(@match AS tsquery)" : "");

    public string Rank(bool hasMatch) =>
        hasMatch ? $"CAST(ts_rank(c.tokens, CAST(@match AS tsquery), {ByLogarithmOfLength}) AS double precision)" : "CAST(0 AS double precision)";
}
