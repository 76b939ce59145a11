using System.Data.Common;
using System.Text.Json;
using Dapper;
using DocumentEngine.Chunking;
using DocumentEngine.Documents;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Languages;

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

    public IReadOnlyList<Chunk> Page(string documentId, int limit, int offset) => database.Read(connection =>
    {
        var outline = connection.ExecuteScalar<string?>("SELECT outline FROM documents WHERE id = @documentId", new { documentId });
        var sections = new SectionIndex(outline is null ? [] : JsonSerializer.Deserialize<List<OutlineEntry>>(outline, ProductJson.Options)!);
        return connection
            .Query<(int Ordinal, int Page, int Position, string Text, string? PageText)>(
                "SELECT c.ordinal, c.page, c.position, c.text, p.text FROM chunks c LEFT JOIN pages p ON p.document_id = c.document_id AND p.number = c.page " +
                "WHERE c.document_id = @documentId AND c.ordinal >= @offset ORDER BY c.ordinal LIMIT @limit",
                new { documentId, limit, offset })
            .Select(row => new Chunk(row.Ordinal, row.Page, row.Position, row.Text) { Section = sections.Of(new ParsedPage(row.Page, row.PageText ?? ""), row.Position) })
            .AsList();
    });

    public int Count(string documentId) => database.Read(connection =>
        connection.ExecuteScalar<int>("SELECT COUNT(*) FROM chunks WHERE document_id = @documentId", new { documentId }));
}
