using System.Globalization;
using System.Text.Json;
using Dapper;
using DocumentEngine.Chunking;
using DocumentEngine.Documents;
using DocumentEngine.Search;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Languages;

namespace DocumentPipelineHost.Documents;

/// <summary>Searches the chunks of one user's documents.</summary>
internal sealed class DocumentSearch(HostDatabase database, IFullTextIndex index)
{
    /// <summary>Candidates that are put into the reader's order; the index's own order decides which.</summary>
    private const int Considered = 100;

    public SearchAnswer Find(string owner, string text, int limit)
    {
        var query = SearchQuery.Parse(text);
        if (query.IsEmpty)
            return new SearchAnswer(text, 0, []);
        var answer = Run(owner, text, query, limit);
        return answer.Total == 0 && query.Loosened() is { } loose ? Run(owner, text, loose, limit) : answer;
    }

    private SearchAnswer Run(string owner, string text, SearchQuery query, int limit)
    {
        var match = index.Match(query);
        var (from, parameters) = From(owner, match, query.LikePatterns);
        parameters.Add("limit", Math.Max(limit, Considered));
        var (total, found) = database.Read(connection => (
            connection.ExecuteScalar<int>($"SELECT COUNT(*) {from}", parameters),
            connection.Query<FoundChunk>(
                "SELECT f.id, f.filename, f.title, f.content_type AS ContentType, f.outline, f.page, f.position, f.score, f.text, p.text AS PageText FROM (" +
                $"SELECT d.id, d.filename, d.title, d.content_type, d.outline, c.page, c.position, {index.Rank(match is not null)} AS score, c.text, c.id AS chunk " +
                $"{from} ORDER BY score DESC, c.id LIMIT @limit) f LEFT JOIN pages p ON p.document_id = f.id AND p.number = f.page ORDER BY f.score DESC, f.chunk",
                parameters).AsList()));
        var sections = new Dictionary<string, SectionIndex>(StringComparer.Ordinal);
        var placed = found.ConvertAll(chunk => (Chunk: chunk, Section: chunk.Section(id => IndexOf(sections, id, chunk.Outline!))));
        var ordered = HitRanking.Order(
            placed.ConvertAll(static each => (each, each.Chunk.Text, $"{each.Chunk.Title} {each.Section}", each.Chunk.Score)), query);
        return new SearchAnswer(text, total, [.. ordered.Take(limit).Select(each => Hit(each.Chunk, each.Section, query))]) { AnyWord = query.IsLoose };
    }

    private static SectionIndex IndexOf(Dictionary<string, SectionIndex> known, string id, string outline)
    {
        if (!known.TryGetValue(id, out var sections))
            known[id] = sections = new(JsonSerializer.Deserialize<List<OutlineEntry>>(outline, ProductJson.Options)!);
        return sections;
    }

    private static SearchHit Hit(FoundChunk chunk, string? section, SearchQuery query) =>
        new(chunk.Id, chunk.Filename, chunk.Page, Math.Round(chunk.Score, 7), SnippetMaker.Make(chunk.Text, query))
        {
            Section = section,
            PageKind = ContentTypes.PageKind(chunk.ContentType),
        };

    private (string From, DynamicParameters Parameters) From(string owner, string? match, IReadOnlyList<string> likePatterns)
    {
        var parameters = new DynamicParameters();
        parameters.Add("owner", owner);
        var from = index.From(match is not null);
        if (match is not null)
            parameters.Add("match", match);
        for (var i = 0; i < likePatterns.Count; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"like{i}");
            from += $" AND c.text LIKE @{name} ESCAPE '\\'";
            parameters.Add(name, likePatterns[i]);
        }

        return (from, parameters);
    }
}
