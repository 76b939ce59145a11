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
            "INSERT INTO chunks (document_id, ordinal, page, position, text) VALUES (@documentId, @Ordinal, @Page, @Offset, @Text) RETURNING id",
            new { documentId, chunk.Ordinal, chunk.Page, chunk.Offset, chunk.Text },
            transaction);
        connection.Execute(
            "INSERT INTO chunk_search (rowid, tokens) VALUES (@id, @tokens)",
            new { id, tokens = SearchTokenizer.IndexText(chunk.Text) },
            transaction);
    }

    public string? Match(SearchQuery query) => query.Match;

    public string From(bool hasMatch) => hasMatch
        ? "FROM chunk_search JOIN chunks c ON c.id = chunk_search.rowid JOIN documents d ON d.id = c.document_id WHERE chunk_search MATCH @match AND d.owner = @owner"
        : "FROM chunks c JOIN documents d ON d.id = c.document_id WHERE d.owner = @owner";

    public string Rank(bool hasMatch) => hasMatch ? "-bm25(chunk_search)" : "0.0";
}
