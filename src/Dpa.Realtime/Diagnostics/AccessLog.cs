using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Diagnostics;

/// <summary>What the library logs about accepted and refused callers.</summary>
internal static partial class AccessLog
{
    [LoggerMessage(
        71,
        LogLevel.Warning,
        """
            Refused origin: pages of {Origin} may open no sockets, streams and tickets here; this server knows itself as {Own}. Further refusals of this origin are only counted.
            If {Origin} is this application's own address, a proxy ends TLS or changes the host on the way. Let it pass both on (X-Forwarded-Proto, X-Forwarded-Host) and
            read them before routing:
                builder.Services.Configure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost);
                app.UseForwardedHeaders();   // with the proxy's address in KnownProxies
            If it is another site's that may: builder.Services.AddDpaRealtime(o => o.AllowedOrigins.Add("{Origin}"));
            """
    )]
    public static partial void OriginRefused(this ILogger logger, SafeText origin, SafeText own);

    // One line an outage is written by ClientFailures: here it would be one a request, and anybody can ask.
    [LoggerMessage(
        72, LogLevel.Debug, "Could not issue a ticket for request {RequestId}: {Code}. The caller may try again."
    )]
    public static partial void TicketFailed(this ILogger logger, SafeText requestId, SafeText code);

    [LoggerMessage(
        73, LogLevel.Debug,
        "Could not look up a ticket for request {RequestId}: {Code}. The caller may try again.")]
    public static partial void TicketNotLookedUp(this ILogger logger, SafeText requestId, SafeText code);

    [LoggerMessage(74, LogLevel.Debug, "Closed connections: {Count} of user {UserId}, because of {Reason}.")]
    public static partial void UserClosed(this ILogger logger, int count, SafeText userId, SafeText reason);

    [LoggerMessage(
        76, LogLevel.Warning,
        "Closed all {Count} connections: this node could not read for longer than revocations and sign-outs are kept, "
            + "and may have missed some. Clients come back by themselves."
    )]
    public static partial void AccessMissed(this ILogger logger, int count);

    [LoggerMessage(
        75, LogLevel.Warning,
        "The claim 'exp' of a caller is '{Exp}', which is no number of seconds since 1970: the identity counts as "
            + "ended. Let the authentication handler set ExpiresUtc, or leave the claim out. Further ones are not "
            + "logged."
    )]
    public static partial void EndOfIdentityUnreadable(this ILogger logger, SafeText exp);
}
