using System.Buffers.Text;
using System.Security.Cryptography;
using Dpa.Realtime.Connections;
using Dpa.Realtime.Protocol;
using Microsoft.AspNetCore.Http;

namespace Dpa.Realtime.Endpoints;

/// <summary><c>POST /api/v1/ws/ticket</c>: a single-use, short-lived stand-in for headers that a browser cannot send on a WebSocket (protocol section 2).</summary>
internal sealed class TicketEndpoint(CallerIdentity identity, IBackplane backplane, UserBudgets budgets, DpaRealtimeOptions options)
{
    private const int TicketBytes = 32;
    private const int RetrySeconds = 5;

    public async Task HandleAsync(HttpContext http)
    {
        if (!OriginRule.Allows(http.Request, options))
        {
            await Problems.ForeignOriginAsync(http).ConfigureAwait(false);
            return;
        }

        if (await identity.FindOrRefuseAsync(http, null).ConfigureAwait(false) is not { } caller) return;

        if (!budgets.Of(caller.UserId).TryTicket())
        {
            await Problems.RateLimitedAsync(http, RetrySeconds).ConfigureAwait(false);
            return;
        }

        var ticket = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TicketBytes));
        await backplane.IssueTicketAsync(ticket, new TicketIdentity(caller.UserId, caller.ExpiresAt).ToString(), options.TicketLifetime, http.RequestAborted).ConfigureAwait(false);
        var body = JsonWriting.Encode((ticket, options.TicketLifetime), static (w, a) =>
        {
            w.WriteStartObject();
            w.WriteString("ticket", a.ticket);
            w.WriteNumber("expires_in", (int)a.TicketLifetime.TotalSeconds);
            w.WriteEndObject();
        });
        await JsonAnswer.WriteAsync(http, body).ConfigureAwait(false);
    }
}
