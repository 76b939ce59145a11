using System.Globalization;
using System.Security.Claims;
using Dpa.Realtime.Connections;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Protocol;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Endpoints;

/// <summary>Finds out who calls.</summary>
internal sealed class CallerIdentity(DpaRealtimeOptions options, IHostEnvironment environment, Tickets tickets, TimeProvider time, ILogger<CallerIdentity> logger)
{
    private const string UserHeader = "X-USER-ID";
    private int _warned;

    /// <summary>The caller, or null where there is no identity that holds.</summary>
    /// <param name="context">The request.</param>
    /// <param name="named">The user that the address names, or null.</param>
    /// <exception cref="PipelineException"><c>backplane_unavailable</c>: a ticket cannot be looked up now.</exception>
    public async ValueTask<Caller?> FindAsync(HttpContext context, string? named)
    {
        if (context.Features.Get<TicketAnswer>() is { } answer) return answer.Unavailable is { } unavailable ? throw unavailable : answer.Caller;
        var isKnown = TryFind(context, out var caller);
        if (caller is not null) return caller;
        if (TicketForms.Of(context.Request) is { } ticket) return await tickets.RedeemAsync(ticket, context.RequestAborted).ConfigureAwait(false);
        return isKnown ? null : Anonymous(context, named);
    }

    /// <summary>The caller for the sake of a ticket: one who has only a ticket gets no other.</summary>
    public Caller? FindWithoutTicket(HttpContext context)
    {
        if (TryFind(context, out var caller) || TicketForms.Of(context.Request) is not null) return caller;
        return Anonymous(context, null);
    }

    /// <returns>Whether the application knows the caller; null is then an identity that has ended, though its scheme may be lenient with it.</returns>
    private bool TryFind(HttpContext context, out Caller? caller)
    {
        var foundAt = time.GetTimestamp();
        var userId = UserOf(context);
        caller = userId is null ? null : new Caller(userId, context.User, ExpiryOf(context), foundAt);
        if (caller?.ExpiresAt <= time.GetUtcNow()) caller = null;
        return userId is not null;
    }

    /// <summary>When the identity ends: as the authentication handler says (cookies), or the token's <c>exp</c> (RFC 7519 section 4.1.4).</summary>
    private static DateTimeOffset? ExpiryOf(HttpContext context)
    {
        if (context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc is { } expires) return expires;
        return long.TryParse(context.User.FindFirstValue("exp"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
    }

    private string? UserOf(HttpContext context)
    {
        if (options.UserIdSelector is { } select) return select(context);
        if (context.User.Identity?.IsAuthenticated != true) return null;
        return context.User.FindFirstValue("sub") ?? context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? context.User.Identity.Name;
    }

    private Caller? Anonymous(HttpContext context, string? named)
    {
        if (!options.AllowAnonymous && !environment.IsDevelopment()) return null;
        var userId = context.Request.Headers.TryGetValue(UserHeader, out var header) && header is [{ Length: > 0 } value] ? value : named;
        if (!WireBounds.IsUserId(userId)) return null;
        if (environment.IsDevelopment() && Interlocked.Exchange(ref _warned, 1) == 0) logger.AnonymousServed(userId!);
        return new Caller(userId!, context.User, null, time.GetTimestamp());
    }
}
