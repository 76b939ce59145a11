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
    private const string Kept = "number, text, unreadable, mostly_picture, guessed, lost_pieces";
    private const string Columns =
        "number, text, unreadable, mostly_picture AS IsMostlyPicture, guessed AS IsGuessed, lost_pieces AS LostPieces";

    public static void Add(DbTransaction transaction, string documentId, IEnumerable<ParsedPage> pages) =>
        Add(transaction, "pages", "document_id", documentId, pages);

    /// <summary>Adds pages that take the place of the document's by <see cref="TakeDrafts"/>.</summary>
    public static void AddDrafts(DbTransaction transaction, string pipelineId, IEnumerable<ParsedPage> pages) =>
        Add(transaction, "page_drafts", "pipeline_id", pipelineId, pages);

    /// <summary>Puts a pipeline's drafts in the place of the document's pages.</summary>
    public static void TakeDrafts(DbTransaction transaction, string pipelineId, string documentId)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        transaction.Connection!.Execute(
            "DELETE FROM pages WHERE document_id = @documentId; "
                + $"INSERT INTO pages (document_id, {Kept}) SELECT @documentId, {Kept} FROM page_drafts WHERE "
                + $"pipeline_id = @pipelineId; "
                + "DELETE FROM page_drafts WHERE pipeline_id = @pipelineId",
            new { pipelineId, documentId },
            transaction,
            StatementLimits.WholeDocument);
    }

    /// <summary>Notes that all pages are there.</summary>
    public static void Finish(
        DbTransaction transaction, string documentId, DocumentInfo info, int count, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(info);
        var outline = JsonSerializer.Serialize(info.Outline, ProductJson.Options);
        transaction.Connection!.Execute(
            "UPDATE documents SET parsed_at = @now, page_count = @count, title = @Title, outline = @outline, "
                + "content_type = @type, "
                + "page_kind = @kind WHERE id = @documentId",
            new
            {
                documentId,
                info.Title,
                outline,
                count,
                now,
                type = ContentTypes.Of(info.Kind),
                kind = PageKinds.Name(info.PageKind),
            },
            transaction);
    }

    /// <summary>The headings that the document declares.</summary>
    public IReadOnlyList<OutlineEntry> Outline(string documentId) =>
        database.Read(connection =>
            connection.ExecuteScalar<string?>(
                "SELECT outline FROM documents WHERE id = @documentId", new { documentId })
                is { } json
                ? JsonSerializer.Deserialize<List<OutlineEntry>>(json, ProductJson.Options)!
                : []);

    /// <summary>One page, counted from 1; null where there is none.</summary>
    public ParsedPage? Find(string documentId, int number) =>
        database.Read(connection =>
            connection
                .Query<PageRow>(
                    $"SELECT {Columns} FROM pages WHERE document_id = @documentId AND number = @number",
                    new { documentId, number })
                .Select(static row => row.ToPage())
                .SingleOrDefault());

    /// <summary>What the document's pages are, as <see cref="PageKinds"/> names it.</summary>
    public string Kind(string documentId) => database.Read(connection =>
    {
        var (kept, type) = connection.QuerySingleOrDefault<(string? Kept, string? Type)>(
            "SELECT page_kind, content_type FROM documents WHERE id = @documentId", new { documentId });
        return PageKinds.Of(kept, type);
    });

    /// <summary>How many pages are kept.</summary>
    public int Count(string documentId) =>
        database.Read(connection =>
            connection.ExecuteScalar<int>(
                "SELECT COUNT(*) FROM pages WHERE document_id = @documentId", new { documentId }));

    /// <summary>How many drafts the pipeline has.</summary>
    public int CountDrafts(string pipelineId) => database.Read(connection => connection.ExecuteScalar<int>(
        "SELECT COUNT(*) FROM page_drafts WHERE pipeline_id = @pipelineId", new { pipelineId }));

    /// <summary>The pages in order, a few of them in memory at a time.</summary>
    public IEnumerable<ParsedPage> Each(string documentId) => Each("pages", "document_id", documentId);

    /// <inheritdoc cref="Each(string)"/>
    public IEnumerable<ParsedPage> EachDraft(string pipelineId) => Each("page_drafts", "pipeline_id", pipelineId);

    private static void Add(
        DbTransaction transaction, string table, string key, string id, IEnumerable<ParsedPage> pages)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        transaction.Connection!.Execute(
            $"INSERT INTO {table} ({key}, {Kept}) " +
            "VALUES (@id, @Number, @Text, @Unreadable, @IsMostlyPicture, @IsGuessed, @LostPieces)",
            pages.Select(page => new
            {
                id, page.Number, page.Text, page.Unreadable, page.IsMostlyPicture, page.IsGuessed, page.LostPieces,
            }),
            transaction);
    }

    private IEnumerable<ParsedPage> Each(string table, string key, string id)
    {
        var last = 0;
        while (After(table, key, id, last) is { Count: > 0 } pages)
        {
            foreach (var page in pages)
                yield return page;
            last = pages[^1].Number;
        }
    }

    private List<ParsedPage> After(string table, string key, string id, int number) =>
        database.Read(connection =>
            connection
                .Query<PageRow>(
                    $"SELECT {Columns} FROM {table} WHERE {key} = @id AND number > @number ORDER BY number LIMIT "
                        + $"@PagesAtATime",
                    new
                    {
                        id, number, PagesAtATime,
                    })
                .Select(static row => row.ToPage())
                .AsList());
}
