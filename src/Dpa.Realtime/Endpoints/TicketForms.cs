using Dpa.Realtime.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Dpa.Realtime.Endpoints;

/// <summary>
/// Where a request may carry its ticket (docs/protocol.md#identity): a header, a value beside the sub-protocol, or the
/// query. Request logs hold the query and not the other two.
/// </summary>
internal static class TicketForms
{
    private const string SubProtocol = "dpa.ticket.";
    private const string Query = "ticket";

    public static string? Of(HttpRequest request) => OfHeader(request) ?? OfSubProtocol(request) ?? OfQuery(request);

    private static string? OfHeader(HttpRequest request)
    {
        foreach (var value in request.Headers.Authorization)
            if (value?.StartsWith(TicketIdentity.Scheme + " ", StringComparison.OrdinalIgnoreCase) == true)
                return value[TicketIdentity.Scheme.Length..].Trim();
        return null;
    }

    private static string? OfSubProtocol(HttpRequest request) =>
        request
            .Headers.GetCommaSeparatedValues(HeaderNames.SecWebSocketProtocol)
            .FirstOrDefault(v => v.StartsWith(SubProtocol, StringComparison.Ordinal))
            ?[SubProtocol.Length..];

    private static string? OfQuery(HttpRequest request) =>
        request.Query.TryGetValue(Query, out var ticket) && ticket is [{ Length: > 0 } text] ? text : null;
}
