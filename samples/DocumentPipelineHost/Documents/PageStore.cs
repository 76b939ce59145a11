using System.Data.Common;
using Dapper;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Parsing;

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
    public static void Finish(DbTransaction transaction, string documentId, string? title, int count, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        transaction.Connection!.Execute(
            "UPDATE documents SET parsed_at = @now, page_count = @count, title = @title WHERE id = @documentId",
            new { documentId, title, count, now },
            transaction);
    }

    public IReadOnlyList<ParsedPage> All(string documentId) => database.Read(connection => connection
        .Query<(int Number, string Text, bool Unreadable)>(
            "SELECT number, text, unreadable FROM pages WHERE document_id = @documentId ORDER BY number", new { documentId })
        .Select(static row => new ParsedPage(row.Number, row.Text) { Unreadable = row.Unreadable })
        .AsList());
}
