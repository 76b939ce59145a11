using System.Data.Common;
using System.Text.Json;
using Dapper;
using DocumentEngine.Chunking;
using DocumentEngine.Documents;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Languages;

namespace DocumentPipelineHost.Documents;

/// <summary>
/// The headings that chunks stand under. Hundreds of them may stand in one document, on one page: its outline and the
/// page's text, which may be large, are read and searched once, and of a page no more than its beginning.
/// </summary>
internal sealed class FoundSections
{
    /// <summary>So much of a page's text is read, in characters; headings further down are not found.</summary>
    private const int MostOfAPage = 100_000;

    private const int PagesAtATime = 25;

    private readonly Dictionary<string, SectionIndex> _outlines = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Id, int Page), PageSections> _pages = [];

    private readonly OutlineCache _cache;

    private FoundSections(OutlineCache cache) => _cache = cache;

    /// <summary>Reads the outlines and the pages that locate the chunks.</summary>
    public static FoundSections Read(
        HostDatabase database, DbConnection connection, OutlineCache cache,
        IReadOnlyCollection<(string Id, int Page)> chunks)
    {
        var sections = new FoundSections(cache);
        sections.ReadOutlines(database, connection, chunks);
        sections.ReadPages(connection, chunks);
        return sections;
    }

    /// <summary>The heading, slide, sheet or chapter that a place of a page stands under.</summary>
    public string? Of(string id, int page, int position)
    {
        if (!_outlines.TryGetValue(id, out var outline))
            return null;
        if (!_pages.TryGetValue((id, page), out var sections))
            _pages[(id, page)] = sections = outline.On(new ParsedPage(page, ""));
        return sections.At(position);
    }

    private void ReadOutlines(
        HostDatabase database, DbConnection connection, IReadOnlyCollection<(string Id, int Page)> chunks)
    {
        const string HasOutline = "documents WHERE outline IS NOT NULL AND";
        var ids = chunks.Select(static chunk => chunk.Id).Distinct(StringComparer.Ordinal).ToArray();
        var parsed = connection.Query<(string Id, long At)>(
            $"SELECT id, COALESCE(parsed_at, 0) FROM {HasOutline} {database.In("id", "ids")}", new { ids });
        foreach (var (id, at) in parsed)
        {
            if (_cache.Find(id, at) is { } outline)
                _outlines[id] = outline;
        }

        var others = ids.Where(id => !_outlines.ContainsKey(id)).ToArray();
        if (others.Length == 0)
            return;
        var rows = connection.Query<(string Id, long At, string Outline)>(
            $"SELECT id, COALESCE(parsed_at, 0), outline FROM {HasOutline} {database.In("id", "others")}",
            new { others },
            buffered: false);
        foreach (var (id, at, json) in rows)
        {
            var outline = JsonSerializer.Deserialize<List<OutlineEntry>>(json, ProductJson.Options)!;
            _outlines[id] = _cache.Keep(id, at, outline);
        }
    }

    private void ReadPages(DbConnection connection, IReadOnlyCollection<(string Id, int Page)> chunks)
    {
        var pages = chunks
            .Where(chunk => _outlines.TryGetValue(chunk.Id, out var outline) && outline.HasHeadingOn(chunk.Page))
            .Distinct();
        foreach (var some in pages.Chunk(PagesAtATime))
        {
            var parameters = new DynamicParameters(new { MostOfAPage });
            foreach (var (i, (id, page)) in some.Index())
            {
                parameters.Add($"id{i}", id);
                parameters.Add($"page{i}", page);
            }

            var any = string.Join(
                " OR ",
                Enumerable.Range(0, some.Length).Select(static i => $"(document_id = @id{i} AND number = @page{i})"));
            var rows = connection.Query<(string Id, int Page, string Text)>(
                $"SELECT document_id, number, SUBSTR(text, 1, @MostOfAPage) FROM pages WHERE {any}", parameters);
            foreach (var (id, page, text) in rows)
                _pages[(id, page)] = _outlines[id].On(new ParsedPage(page, text), isCut: text.Length >= MostOfAPage);
        }
    }
}
