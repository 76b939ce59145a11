using System.Globalization;
using Dapper;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Search;

namespace DocumentPipelineHost.Documents;

/// <summary>Searches the chunks of one user's documents.</summary>
internal sealed class DocumentSearch(HostDatabase database)
{
    public SearchAnswer Find(string owner, string text, int limit)
    {
        var query = SearchQuery.Parse(text);
        if (query.IsEmpty)
            return new SearchAnswer(text, 0, []);
        var (from, parameters) = From(owner, query);
        parameters.Add("limit", limit);
        var rank = query.Match is null ? "0.0" : "-bm25(chunk_search)";
        return database.Read(connection => new SearchAnswer(
            text,
            connection.ExecuteScalar<int>($"SELECT COUNT(*) {from}", parameters),
            [.. connection.Query<(string Id, string Filename, int Page, double Score, string Text)>(
                    $"SELECT d.id, d.filename, c.page, {rank} AS score, c.text {from} ORDER BY score DESC, c.id LIMIT @limit", parameters)
                .Select(row => new SearchHit(row.Id, row.Filename, row.Page, Math.Round(row.Score, 7), SnippetMaker.Make(row.Text, query)))]));
    }

    private static (string From, DynamicParameters Parameters) From(string owner, SearchQuery query)
    {
        var parameters = new DynamicParameters();
        parameters.Add("owner", owner);
        var from = query.Match is null
            ? "FROM chunks c JOIN documents d ON d.id = c.document_id WHERE d.owner = @owner"
            : "FROM chunk_search JOIN chunks c ON c.id = chunk_search.rowid JOIN documents d ON d.id = c.document_id WHERE chunk_search MATCH @match AND d.owner = @owner";
        if (query.Match is not null)
            parameters.Add("match", query.Match);
        for (var i = 0; i < query.LikePatterns.Count; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"like{i}");
            from += $" AND c.text LIKE @{name} ESCAPE '\\'";
            parameters.Add(name, query.LikePatterns[i]);
        }

        return (from, parameters);
    }
}
