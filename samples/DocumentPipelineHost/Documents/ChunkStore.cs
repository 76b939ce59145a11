using System.Data.Common;
using Dapper;
using DocumentEngine.Chunking;
using DocumentPipelineHost.Database;

namespace DocumentPipelineHost.Documents;

/// <summary>Keeps the chunks and their full-text index, in step: both in one transaction.</summary>
public sealed class ChunkStore(HostDatabase database, IFullTextIndex index)
{
    public void Add(DbTransaction transaction, string documentId, IEnumerable<Chunk> chunks)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(chunks);
        foreach (var chunk in chunks)
            index.Add(transaction, documentId, chunk);
    }

    /// <summary>Notes that the whole document can be searched.</summary>
    public static void Finish(DbTransaction transaction, string documentId, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        transaction.Connection!.Execute("UPDATE documents SET indexed_at = @now WHERE id = @documentId", new { documentId, now }, transaction);
    }

    public IReadOnlyList<Chunk> Page(string documentId, int limit, int offset) => database.Read(connection => connection
        .Query<(int Ordinal, int Page, int Position, string Text)>(
            "SELECT ordinal, page, position, text FROM chunks WHERE document_id = @documentId AND ordinal >= @offset ORDER BY ordinal LIMIT @limit",
            new { documentId, limit, offset })
        .Select(static row => new Chunk(row.Ordinal, row.Page, row.Position, row.Text))
        .AsList());

    public int Count(string documentId) => database.Read(connection =>
        connection.ExecuteScalar<int>("SELECT COUNT(*) FROM chunks WHERE document_id = @documentId", new { documentId }));
}
