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

/// <summary>Identifies the caller of a request.</summary>
internal sealed class CallerIdentity(
    DpaRealtimeOptions options, IHostEnvironment environment, Tickets tickets, AccessChanges changes,
    IGuestCalls guests, TimeProvider time, ClientFailures failures, ILogger<CallerIdentity> logger)
{
    private const string UserHeader = "X-USER-ID";
    private static readonly decimal First = DateTimeOffset.MinValue.ToUnixTimeSeconds();
    private static readonly decimal Last = DateTimeOffset.MaxValue.ToUnixTimeSeconds();
    private int _warned;
    private int _warnedOfEnd;

    /// <summary>The caller, or null where there is no identity that holds.</summary>
    /// <param name="context">The request.</param>
    /// <param name="named">The user that the address names, or null.</param>
    /// <exception cref="PipelineException"> <c>application_unavailable</c>: the application's <c>UserIdSelector</c> did
    /// not answer. <c>backplane_unavailable</c>: a ticket cannot be looked up now.
    /// </exception>
    public async ValueTask<Caller?> FindAsync(HttpContext context, string? named)
    {
        if (context.Features.Get<TicketAnswer>() is { } answer)
            return answer.Unavailable is { } unavailable ? throw unavailable : answer.Caller;
        var (isKnown, caller) = await FindKnownAsync(context).ConfigureAwait(false);
        if (caller is not null)
            return caller;
        if (TicketForms.Of(context.Request) is { } ticket)
            return await tickets.RedeemAsync(ticket, context.RequestAborted).ConfigureAwait(false);
        return isKnown ? null : Anonymous(context, named);
    }

    /// <summary>The caller who requests a ticket: one that is known only by a ticket gets no further one.</summary>
    public async ValueTask<Caller?> FindWithoutTicketAsync(HttpContext context)
    {
        var (isKnown, caller) = await FindKnownAsync(context).ConfigureAwait(false);
        return isKnown || TicketForms.Of(context.Request) is not null ? caller : Anonymous(context, null);
    }

    /// <summary>
    /// The caller of one of the application's own endpoints, where a ticket has no effect, or null where there is no
    /// identity that holds.
    /// </summary>
    public async ValueTask<Caller?> FindOutsideAsync(HttpContext context)
    {
        var (isKnown, caller) = await FindKnownAsync(context).ConfigureAwait(false);
        return isKnown ? caller : Anonymous(context, null);
    }

    /// <summary>
    /// The caller, or null where the request was refused: there is no identity, or it cannot be read at the moment.
    /// </summary>
    public async ValueTask<Caller?> FindOrRefuseAsync(HttpContext context, string? named)
    {
        try
        {
            if (await FindAsync(context, named).ConfigureAwait(false) is { } caller) return caller;
            await Problems.UnauthenticatedAsync(context).ConfigureAwait(false);
        }
        catch (PipelineException e) when (!context.Response.HasStarted)
        {
            failures.TicketNotLookedUp(context.TraceIdentifier, e);
            await Problems.UnavailableAsync(context, e).ConfigureAwait(false);
        }

        return null;
    }

    /// <returns>Whether the application knows the caller; no caller then is an identity that has ended, though its
    /// scheme may be lenient with it.</returns>
    private async ValueTask<(bool IsKnown, Caller? Caller)> FindKnownAsync(HttpContext context)
    {
        var foundAt = changes.Now;
        if (await UserOfAsync(context).ConfigureAwait(false) is not { } userId) return (false, null);
        var caller = new Caller(userId, context.User, ExpiryOf(context), foundAt);
        return (true, caller.ExpiresAt <= time.GetUtcNow() ? null : caller);
    }

    /// <summary>
    /// When the identity expires: the authentication handler's expiry (cookies), or the token's <c>exp</c> (RFC 7519
    /// section 4.1.4).
    /// </summary>
    private DateTimeOffset? ExpiryOf(HttpContext context)
    {
        if (
            context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc is
            { } expires)
            return expires;
        return context.User.FindFirstValue("exp") is { } exp ? TimeOf(exp) : null;
    }

    /// <summary>
    /// Seconds since 1970, which may have a fraction (docs/protocol.md#identity). An end that cannot be read has been.
    /// </summary>
    private DateTimeOffset TimeOf(string exp)
    {
        if (!decimal.TryParse(exp, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
        {
            if (Interlocked.Exchange(ref _warnedOfEnd, 1) == 0) logger.EndOfIdentityUnreadable(exp);
            return DateTimeOffset.MinValue;
        }

        return DateTimeOffset.FromUnixTimeSeconds((long)Math.Clamp(Math.Floor(seconds), First, Last));
    }

    private async ValueTask<string?> UserOfAsync(HttpContext context)
    {
        if (options.UserIdSelector is { } select) return await SelectAsync(context, select).ConfigureAwait(false);
        return NamedByClaims(context);
    }

    private static string? NamedByClaims(HttpContext context)
    {
        if (context.User.Identity?.IsAuthenticated != true)
            return null;
        return context.User.FindFirstValue("sub")
            ?? context.User.FindFirstValue(ClaimTypes.NameIdentifier)
            ?? context.User.Identity.Name;
    }

    private async ValueTask<string?> SelectAsync(HttpContext context, Func<HttpContext, string?> select)
    {
        // The user is not known before the selector returns: the calls of one signed-in user, or else of one
        // connection, share a part of the places.
        var call = new GuestCall(
            Guest.UserIdSelector, nameof(options.UserIdSelector), NamedByClaims(context) ?? context.Connection.Id);
        var answer = await guests
            .CallAsync(call, _ => new ValueTask<string?>(select(context)), context.RequestAborted)
            .ConfigureAwait(false);
        if (answer.IsKnown)
            return answer.Value;
        context.RequestAborted.ThrowIfCancellationRequested();
        // The selector may still hold the context, which the connection's next request would reuse.
        if (answer.Outcome == GuestOutcome.TimedOut && HttpProtocol.IsHttp11(context.Request.Protocol))
            context.Response.Headers.Connection = "close";
        throw new PipelineException(
            ErrorCode.ApplicationUnavailable.Name,
            "The application's UserIdSelector did not answer; the log has the reason.", isRetryable: true);
    }

    private Caller? Anonymous(HttpContext context, string? named)
    {
        if (!options.AllowAnonymous && !environment.IsDevelopment())
            return null;
        var userId =
            context.Request.Headers.TryGetValue(UserHeader, out var header) && header is [{ Length: > 0 } value]
                ? value
                : named;
        if (!WireBounds.IsUserId(userId))
            return null;
        if (environment.IsDevelopment() && Interlocked.Exchange(ref _warned, 1) == 0)
            logger.AnonymousServed(userId!);
        return new Caller(userId!, context.User, null, changes.Now);
    }
}
