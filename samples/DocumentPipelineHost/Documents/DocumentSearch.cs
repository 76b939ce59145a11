using System.Globalization;
using Dapper;
using DocumentEngine.Search;
using DocumentPipelineHost.Database;

namespace DocumentPipelineHost.Documents;

/// <summary>Searches the chunks of one user's documents.</summary>
internal sealed class DocumentSearch(HostDatabase database, IFullTextIndex index, OutlineCache outlines)
{
    /// <summary>Candidates that are put into the reader's order; the index's own order decides which.</summary>
    private const int Considered = 300;

    /// <summary>Candidates of one document that come before further ones of others.</summary>
    private const int MostOfADocument = 50;

    /// <summary>The greatest offset: with the largest page still among the candidates.</summary>
    public const int MaxOffset = 200;

    /// <summary>The most pages of a document that are named as those with hits.</summary>
    public const int MostPages = 10_000;

    private const string NewestStatus =
        "(SELECT n.status FROM pipelines n WHERE n.document_id = d.id AND n.stages <> '' ORDER BY n.seq DESC LIMIT 1)";

    public SearchAnswer Find(string owner, string text, int limit) => Find(owner, text, limit, 0, SearchFilter.None);

    public SearchAnswer Find(string owner, string text, int limit, int offset, SearchFilter filter)
    {
        var query = SearchQuery.Parse(text);
        if (query.IsEmpty)
            return new SearchAnswer(text, 0, []);
        var answer = Run(owner, text, query, (offset, limit), filter);
        return answer.Total == 0 && query.Loosened() is { } loose
            ? Run(owner, text, loose, (offset, limit), filter)
            : answer;
    }

    /// <summary>
    /// The numbers of a document's pages that hold the words, in order. The words may be in different chunks of a page.
    /// </summary>
    public IReadOnlyList<int> Pages(string owner, string documentId, string text)
    {
        var query = SearchQuery.Parse(text);
        if (query.IsEmpty)
            return [];
        var pages = Pages(owner, documentId, query);
        return pages.Count == 0 && query.Loosened() is { } loose ? Pages(owner, documentId, loose) : pages;
    }

    private List<int> Pages(string owner, string documentId, SearchQuery query)
    {
        var parameters = new DynamicParameters();
        parameters.AddDynamicParams(new { MostPages });
        var filter = Where(new SearchFilter { DocumentId = documentId }, parameters);
        var each = query.OfAPage.Select((part, number) =>
            $"SELECT c.page {From(owner, index.Match(part), part.LikePatterns, parameters, number)}{filter}");
        var pages = string.Join(" INTERSECT ", each);
        return database.Read(connection => connection
            .Query<int>($"SELECT DISTINCT page FROM ({pages}) p ORDER BY page LIMIT @MostPages", parameters)
            .AsList());
    }

    private SearchAnswer Run(
        string owner, string text, SearchQuery query, (int Offset, int Limit) page, SearchFilter filter)
    {
        var match = index.Match(query);
        var (from, parameters) = From(owner, match, query.LikePatterns);
        from += Where(filter, parameters);
        parameters.AddDynamicParams(new { Considered, MostOfADocument });
        var placed = database.Read(connection =>
        {
            var found = connection
                .Query<FoundChunk>(Candidates(index.Rank(match is null ? null : "match0"), from), parameters)
                .AsList();
            var sections = FoundSections.Read(
                database, connection, outlines,
                [.. found.Select(static chunk => (chunk.Id, chunk.Page)).Distinct()]);
            return found.ConvertAll(chunk =>
                (Chunk: chunk, Section: sections.Of(chunk.Id, chunk.Page, chunk.Position)));
        });
        var ordered = HitRanking.Order(
            placed.ConvertAll(static each => new HitCandidate<(FoundChunk Chunk, string? Section)>(
                each, each.Chunk.Id, each.Chunk.Text, $"{each.Chunk.Title} {each.Section}", each.Chunk.Score)),
            query);
        var hits = ordered.Skip(page.Offset).Take(page.Limit).Select(each => Hit(each.Chunk, each.Section, query));
        return new SearchAnswer(text, placed is [var first, ..] ? first.Chunk.Total : 0, [.. hits])
        {
            AnyWord = query.IsLoose,
            IgnoredWords = query.LeftOut is [] ? null : query.LeftOut,
        };
    }

    // A large document may have thousands of chunks that meet a question: of each the best are considered first.
    private static string Candidates(string rank, string from) =>
        $"WITH found AS MATERIALIZED (SELECT c.id, c.document_id, {rank} AS score {from}), "
        + "placed AS (SELECT id, score, COUNT(*) OVER () AS total, "
        + "ROW_NUMBER() OVER (PARTITION BY document_id ORDER BY score DESC, id) AS place FROM found) "
        + "SELECT d.id, d.filename, d.title, d.content_type AS ContentType, d.page_kind AS PageKind, c.page, "
        + "c.position, placed.score, c.text, placed.total "
        + "FROM placed JOIN chunks c ON c.id = placed.id JOIN documents d ON d.id = c.document_id "
        + "ORDER BY CASE WHEN placed.place <= @MostOfADocument THEN 0 ELSE 1 END, placed.score DESC, c.id LIMIT "
        + "@Considered";

    private static SearchHit Hit(FoundChunk chunk, string? section, SearchQuery query) =>
        new(chunk.Id, chunk.Filename, chunk.Page, Math.Round(chunk.Score, 7), SnippetMaker.Make(chunk.Text, query))
        {
            Section = section,
            PageKind = PageKinds.Of(chunk.PageKind, chunk.ContentType),
        };

    private (string From, DynamicParameters Parameters) From(
        string owner, string? match, IReadOnlyList<string> likePatterns)
    {
        var parameters = new DynamicParameters();
        return (From(owner, match, likePatterns, parameters, 0), parameters);
    }

    /// <param name="owner">The user.</param>
    /// <param name="match">What the index must meet; null where it is not asked.</param>
    /// <param name="likePatterns">What the text must meet.</param>
    /// <param name="parameters">Gets the values.</param>
    /// <param name="number">Which part of the statement it is: each has parameters of its own.</param>
    private string From(
        string owner, string? match, IReadOnlyList<string> likePatterns, DynamicParameters parameters, int number)
    {
        parameters.Add("owner", owner);
        var name = string.Create(CultureInfo.InvariantCulture, $"match{number}");
        var from = index.From(match is null ? null : name);
        if (match is not null)
            parameters.Add(name, match);
        for (var i = 0; i < likePatterns.Count; i++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"like{number}_{i}");
            from += $" AND c.text LIKE @{name} ESCAPE '\\'";
            parameters.Add(name, likePatterns[i]);
        }

        return from;
    }

    private static string Where(SearchFilter filter, DynamicParameters parameters)
    {
        parameters.AddDynamicParams(
            new
            {
                id = filter.DocumentId, filter.ContentType, filter.Status, filter.Since, filter.Until,
            });
        return (filter.DocumentId is null ? "" : " AND d." + DocumentStore.IdIs)
            + (filter.ContentType is null ? "" : " AND d.content_type = @ContentType")
            + (filter.Status is null ? "" : $" AND COALESCE({NewestStatus}, 'uploaded') = @Status")
            + (filter.Since is null ? "" : " AND d.created_at >= @Since")
            + (filter.Until is null ? "" : " AND d.created_at < @Until");
    }
}
