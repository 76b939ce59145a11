using DocumentPipelineHost.Accounts;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Problems;

namespace DocumentPipelineHost.Endpoints;

/// <summary><c>GET /api/v2/search</c></summary>
internal static class Searches
{
    private const int MaxQuery = 500;

    public static SearchAnswer Find(HttpContext context, DocumentSearch search, string? q, int? limit)
    {
        var text = Paging.Text(q, "q", MaxQuery) ?? throw HttpProblems.InvalidParameter.With("q");
        return search.Find(context.UserId(), text, Paging.Number(limit, "limit", 20, 1, 100));
    }
}
