using System.Globalization;
using Dapper;
using DocumentEngine.Search;
using DocumentPipelineHost.Database;

namespace DocumentPipelineHost.Documents;

/// <summary>Searches the chunks of one user's documents.</summary>
internal sealed class DocumentSearch(HostDatabase database, IFullTextIndex index)
{
    public SearchAnswer Find(string owner, string text, int limit)
    {
        var query = SearchQuery.Parse(text);
        if (query.IsEmpty)
            return new SearchAnswer(text, 0, []);
        var match = index.Match(query);
        var (from, parameters) = From(owner, match, query.LikePatterns);
        parameters.Add("limit", limit);
        return database.Read(connection => new SearchAnswer(
            text,
            connection.ExecuteScalar<int>($"SELECT COUNT(*) {from}", parameters),
            [.. connection.Query<(string Id, string Filename, int Page, double Score, string Text)>(
                    $"SELECT d.id, d.filename, c.page, {index.Rank(match is not null)} AS score, c.text {from} ORDER BY score DESC, c.id LIMIT @limit", parameters)
                .Select(row => new SearchHit(row.Id, row.Filename, row.Page, Math.Round(row.Score, 7), SnippetMaker.Make(row.Text, query)))]));
    }

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
