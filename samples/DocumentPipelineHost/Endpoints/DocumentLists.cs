using DocumentPipelineHost.Accounts;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Problems;
using Microsoft.AspNetCore.Mvc;

namespace DocumentPipelineHost.Endpoints;

/// <summary>The lists of documents: by number (V1) and by cursor (V2).</summary>
internal static class DocumentLists
{
    public static async Task<NumberedPage> ByNumberAsync(
        HttpContext context, DocumentCatalog catalog,
        [FromQuery(Name = "project_id")] string? projectId,
        int? limit, int? offset)
    {
        var size = Paging.Number(limit, "limit", 20, 1, 100);
        var start = Paging.Number(offset, "offset", 0, 0, int.MaxValue);
        var filter = new DocumentFilter(context.UserId()) { ProjectId = Paging.Text(projectId, "project_id") };
        var total = catalog.Count(filter);
        return new NumberedPage(
            await catalog.ListAsync(filter, size, start), total, (start / size) + 1, size, (total + size - 1) / size);
    }

    public static async Task<CursorPage> ByCursorAsync(
        HttpContext context, DocumentCatalog catalog,
        [FromQuery(Name = "project_id")] string? projectId,
        string? status, string? q, string? cursor, int? limit, bool? brief)
    {
        var size = Paging.Number(limit, "limit", 50, 1, 100);
        var filter = new DocumentFilter(context.UserId())
        {
            ProjectId = Paging.Text(projectId, "project_id"),
            Status = Paging.Status(status),
            NamePattern = Paging.Text(q, "q") is { } name ? Paging.Contains(name) : null,
            After = Cursor(cursor),
        };
        var items = await catalog.ListAsync(filter, size + 1, 0);
        if (brief is true)
            items = [.. items.Select(BriefState.Of)];
        if (items.Count <= size)
            return new CursorPage(items, null);
        var last = items[size - 1];
        return new CursorPage(
            [.. items.Take(size)],
            new DocumentCursor(last.CreatedAt.ToUnixTimeMilliseconds(), last.DocumentId).ToString());
    }

    private static DocumentCursor? Cursor(string? given)
    {
        if (Paging.Text(given, "cursor") is not { } text)
            return null;
        return DocumentCursor.TryParse(text, out var cursor)
            ? cursor
            : throw HttpProblems.InvalidParameter.With("cursor");
    }
}
