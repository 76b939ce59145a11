using Dpa.Realtime.Connections;
using Dpa.Realtime.Protocol;
using Microsoft.AspNetCore.Http;

namespace Dpa.Realtime.Endpoints;

/// <summary>
/// <c>POST /api/v1/ws/ticket</c>: a single-use, short-lived stand-in for headers that a browser cannot send on a
/// WebSocket (docs/protocol.md#identity).
/// </summary>
internal sealed class TicketEndpoint(
    CallerIdentity identity, Tickets tickets, AccessChanges changes, UserBudgets budgets, OriginGate origins,
    ClientFailures failures)
{
    private const int RetrySeconds = 5;

    public async Task HandleAsync(HttpContext http)
    {
        try
        {
            if (!origins.Allows(http.Request))
                await origins.RefuseAsync(http).ConfigureAwait(false);
            else if (await identity.FindWithoutTicketAsync(http).ConfigureAwait(false) is not { } caller)
                await Problems.UnauthenticatedAsync(http).ConfigureAwait(false);
            else if (!budgets.Of(caller.UserId).TryTicket())
                await Problems.RateLimitedAsync(http, RetrySeconds).ConfigureAwait(false);
            else
                await IssueAsync(http, caller).ConfigureAwait(false);
        }
        catch (PipelineException e) when (!http.Response.HasStarted)
        {
            failures.TicketFailed(http.TraceIdentifier, e);
            await Problems.UnavailableAsync(http, e).ConfigureAwait(false);
        }
    }

    private async Task IssueAsync(HttpContext http, Caller caller)
    {
        var issued = await tickets.IssueAsync(caller, http.RequestAborted).ConfigureAwait(false);
        if (changes.IsClosedSince(caller))
        {
            // Signed out meanwhile: what made the user's tickets void may have come before this one was kept.
            await tickets.RedeemAsync(issued.Ticket, http.RequestAborted).ConfigureAwait(false);
            await Problems.UnauthenticatedAsync(http).ConfigureAwait(false);
            return;
        }

        var body = JsonWriting.Encode(issued, static (w, a) =>
        {
            w.WriteStartObject();
            w.WriteString("ticket", a.Ticket);
            w.WriteNumber("expires_in", (int)Math.Ceiling(a.Lifetime.TotalSeconds));
            w.WriteEndObject();
        });
        await JsonAnswer.WriteAsync(http, body).ConfigureAwait(false);
    }
}
