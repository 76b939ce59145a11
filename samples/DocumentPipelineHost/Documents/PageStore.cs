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
    private const int PagesAtATime = 32;

    public static void Add(DbTransaction transaction, string documentId, IEnumerable<ParsedPage> pages)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        transaction.Connection!.Execute(
            "INSERT INTO pages (document_id, number, text, unreadable) VALUES (@documentId, @Number, @Text, @Unreadable)",
            pages.Select(page => new { documentId, page.Number, page.Text, page.Unreadable }),
            transaction);
    }

    /// <summary>Notes that all pages are there.</summary>
    public static void Finish(DbTransaction transaction, string documentId, DocumentInfo info, int count, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(info);
        var outline = JsonSerializer.Serialize(info.Outline, ProductJson.Options);
        transaction.Connection!.Execute(
            "UPDATE documents SET parsed_at = @now, page_count = @count, title = @Title, outline = @outline, content_type = @type WHERE id = @documentId",
            new { documentId, info.Title, outline, count, now, type = ContentTypes.Of(info.Kind) },
            transaction);
    }

    /// <summary>The headings that the document declares.</summary>
    public IReadOnlyList<OutlineEntry> Outline(string documentId) => database.Read(connection =>
        connection.ExecuteScalar<string?>("SELECT outline FROM documents WHERE id = @documentId", new { documentId }) is { } json
            ? JsonSerializer.Deserialize<List<OutlineEntry>>(json, ProductJson.Options)!
            : []);

    /// <summary>How many pages are kept.</summary>
    public int Count(string documentId) => database.Read(connection =>
        connection.ExecuteScalar<int>("SELECT COUNT(*) FROM pages WHERE document_id = @documentId", new { documentId }));

    /// <summary>The pages in order, a few of them in memory at a time.</summary>
    public IEnumerable<ParsedPage> Each(string documentId)
    {
        var last = 0;
        while (After(documentId, last) is { Count: > 0 } pages)
        {
            foreach (var page in pages)
                yield return page;
            last = pages[^1].Number;
        }
    }

    private List<ParsedPage> After(string documentId, int number) => database.Read(connection => connection
        .Query<(int Number, string Text, bool Unreadable)>(
            "SELECT number, text, unreadable FROM pages WHERE document_id = @documentId AND number > @number ORDER BY number LIMIT @PagesAtATime",
            new { documentId, number, PagesAtATime })
        .Select(static row => new ParsedPage(row.Number, row.Text) { Unreadable = row.Unreadable })
        .AsList());
}
