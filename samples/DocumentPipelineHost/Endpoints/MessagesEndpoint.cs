using System.IO.Hashing;
using DocumentEngine.Messages;
using Microsoft.Net.Http.Headers;

namespace DocumentPipelineHost.Endpoints;

/// <summary>
/// <c>GET /api/v2/messages</c>: every message of the product by code, in both languages; the same file that the page is
/// built with.
/// </summary>
internal static class MessagesEndpoint
{
    private static readonly EntityTagHeaderValue Tag = new(
        $"\"{Convert.ToHexStringLower(XxHash64.Hash(MessageCatalog.Json.Span))}\"");

    public static IResult Get(HttpContext context)
    {
        context.Response.Headers[HeaderNames.CacheControl] = "public, no-cache";
        return Results.Bytes(MessageCatalog.Json, "application/json; charset=utf-8", entityTag: Tag);
    }
}
