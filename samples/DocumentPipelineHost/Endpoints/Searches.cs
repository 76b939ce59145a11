using System.Globalization;
using DocumentEngine.Documents;
using DocumentEngine.Search;
using DocumentPipelineHost.Accounts;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Problems;
using Microsoft.AspNetCore.Mvc;

namespace DocumentPipelineHost.Endpoints;

/// <summary><c>GET /api/v2/search</c></summary>
internal static class Searches
{
    public static SearchAnswer Find(
        HttpContext context, DocumentSearch search, string? q, int? limit, int? offset, string? type, string? status,
        string? since, string? until,
        [FromQuery(Name = "document_id")] string? documentId)
    {
        var text = Paging.Text(q, "q", SearchQuery.MaxLength) ?? throw HttpProblems.InvalidParameter.With("q");
        var filter = new SearchFilter
        {
            DocumentId = Paging.Text(documentId, "document_id"),
            ContentType = Type(type),
            Status = Paging.Status(status),
            Since = Time(since, "since"),
            Until = Time(until, "until"),
        };
        return search.Find(
            context.UserId(), text, Paging.Number(limit, "limit", 20, 1, 100),
            Paging.Number(offset, "offset", 0, 0, DocumentSearch.MaxOffset), filter);
    }

    private static string? Type(string? given) =>
        Paging.Text(given, "type") is not { } name ? null
        : Enum.TryParse<DocumentKind>(name, ignoreCase: true, out var kind)
        && Enum.IsDefined(kind)
        && !char.IsAsciiDigit(name[0])
            ? ContentTypes.Of(kind)
            : throw HttpProblems.InvalidParameter.With("type");

    private static DateTimeOffset? Time(string? given, string name) => Paging.Text(given, name) is not { } text
        ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime()
            : throw HttpProblems.InvalidParameter.With(name);
}
