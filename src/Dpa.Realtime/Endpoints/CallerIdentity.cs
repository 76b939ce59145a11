using System.Globalization;
using System.Security.Claims;
using Dpa.Realtime.Connections;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Guests;
using Dpa.Realtime.Protocol;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Endpoints;

/// <summary>Finds out who calls.</summary>
internal sealed class CallerIdentity(DpaRealtimeOptions options, IHostEnvironment environment, IBackplane backplane, IGuestCalls guests, ILogger<CallerIdentity> logger)
{
    private const string UserHeader = "X-USER-ID";
    private int _warned;

    /// <summary>The caller, or null where there is no identity.</summary>
    /// <param name="context">The request.</param>
    /// <param name="named">The user that the address names, or null.</param>
    /// <exception cref="PipelineException"><c>application_unavailable</c>: the application's <c>UserIdSelector</c> did not answer.</exception>
    public async ValueTask<Caller?> FindAsync(HttpContext context, string? named)
    {
        if (await UserOfAsync(context).ConfigureAwait(false) is { } userId) return new Caller(userId, context.User, ExpiryOf(context));
        if (context.Request.Query.TryGetValue("ticket", out var ticket) && ticket is [{ Length: > 0 and <= 128 } text])
            return TicketIdentity.Parse(await backplane.RedeemTicketAsync(text, context.RequestAborted).ConfigureAwait(false)) is { } held ? new Caller(held.UserId, context.User, held.ExpiresAt) : null;
        return Anonymous(context, named);
    }

    /// <summary>The caller, or null where the request was refused: there is no identity, or it cannot be read at the moment.</summary>
    public async ValueTask<Caller?> FindOrRefuseAsync(HttpContext context, string? named)
    {
        try
        {
            if (await FindAsync(context, named).ConfigureAwait(false) is { } caller) return caller;
            await Problems.UnauthenticatedAsync(context).ConfigureAwait(false);
        }
        catch (PipelineException e) when (!context.Response.HasStarted)
        {
            await Problems.UnavailableAsync(context, e).ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>When the identity ends: as the authentication handler says (cookies), or the token's <c>exp</c> (RFC 7519 section 4.1.4).</summary>
    private static DateTimeOffset? ExpiryOf(HttpContext context)
    {
        if (context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc is { } expires) return expires;
        return long.TryParse(context.User.FindFirstValue("exp"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
    }

    private async ValueTask<string?> UserOfAsync(HttpContext context)
    {
        if (options.UserIdSelector is { } select) return await SelectAsync(context, select).ConfigureAwait(false);
        if (context.User.Identity?.IsAuthenticated != true) return null;
        return context.User.FindFirstValue("sub") ?? context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? context.User.Identity.Name;
    }

    private async ValueTask<string?> SelectAsync(HttpContext context, Func<HttpContext, string?> select)
    {
        var call = new GuestCall(Guest.UserIdSelector, nameof(options.UserIdSelector), context.Connection.Id);
        var answer = await guests.CallAsync(call, _ => new ValueTask<string?>(select(context)), context.RequestAborted).ConfigureAwait(false);
        if (answer.IsKnown) return answer.Value;
        context.RequestAborted.ThrowIfCancellationRequested();
        // The selector may still hold the context, which the connection's next request would reuse.
        if (answer.Outcome == GuestOutcome.TimedOut && HttpProtocol.IsHttp11(context.Request.Protocol)) context.Response.Headers.Connection = "close";
        throw new PipelineException(ErrorCode.ApplicationUnavailable.Name, "The application's UserIdSelector did not answer; the log says why.", isRetryable: true);
    }

    private Caller? Anonymous(HttpContext context, string? named)
    {
        if (!options.AllowAnonymous && !environment.IsDevelopment()) return null;
        var userId = context.Request.Headers.TryGetValue(UserHeader, out var header) && header is [{ Length: > 0 } value] ? value : named;
        if (!WireBounds.IsUserId(userId)) return null;
        if (environment.IsDevelopment() && Interlocked.Exchange(ref _warned, 1) == 0) logger.AnonymousServed(userId!);
        return new Caller(userId!, context.User);
    }
}
