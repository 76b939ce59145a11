using System.Data.Common;
using System.Text.Json;
using Dapper;
using DocumentEngine.Documents;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Languages;

namespace DocumentPipelineHost.Documents;

/// <summary>Keeps the text of the pages.</summary>
public sealed class PageStore(HostDatabase database)
{
    public static void Add(DbTransaction transaction, string documentId, IEnumerable<ParsedPage> pages)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        transaction.Connection!.Execute(
            "INSERT INTO pages (document_id, number, text, unreadable) VALUES (@documentId, @Number, @Text, @Unreadable)",
            pages.Select(page => new { documentId, page.Number, page.Text, page.Unreadable }),
            transaction);
    }

    /// <summary>Notes that all pages are there.</summary>
    public static void Finish(DbTransaction transaction, string documentId, IParsedDocument parsed, int count, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(parsed);
        var outline = JsonSerializer.Serialize(parsed.Outline, ProductJson.Options);
        transaction.Connection!.Execute(
            "UPDATE documents SET parsed_at = @now, page_count = @count, title = @Title, outline = @outline WHERE id = @documentId",
            new { documentId, parsed.Title, outline, count, now },
            transaction);
    }

    /// <summary>The headings that the document declares.</summary>
    public IReadOnlyList<OutlineEntry> Outline(string documentId) => database.Read(connection =>
        connection.ExecuteScalar<string?>("SELECT outline FROM documents WHERE id = @documentId", new { documentId }) is { } json
            ? JsonSerializer.Deserialize<List<OutlineEntry>>(json, ProductJson.Options)!
            : []);

    public IReadOnlyList<ParsedPage> All(string documentId) => database.Read(connection => connection
        .Query<(int Number, string Text, bool Unreadable)>(
            "SELECT number, text, unreadable FROM pages WHERE document_id = @documentId ORDER BY number", new { documentId })
        .Select(static row => new ParsedPage(row.Number, row.Text) { Unreadable = row.Unreadable })
        .AsList());
}
