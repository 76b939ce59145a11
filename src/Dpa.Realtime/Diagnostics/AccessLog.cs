using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Diagnostics;

/// <summary>What the library logs of who is let in and who is not.</summary>
internal static partial class AccessLog
{
    [LoggerMessage(71, LogLevel.Warning, """
        Refused origin: pages of {Origin} may open no sockets, streams and tickets here; this server knows itself as {Own}. Further refusals of this origin are only counted.
        If {Origin} is this application's own address, a proxy ends TLS or changes the host on the way. Let it pass both on (X-Forwarded-Proto, X-Forwarded-Host) and
        read them before routing:
            builder.Services.Configure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost);
            app.UseForwardedHeaders();   // with the proxy's address in KnownProxies
        If it is another site's that may: builder.Services.AddDpaRealtime(o => o.AllowedOrigins.Add("{Origin}"));
        """)]
    public static partial void OriginRefused(this ILogger logger, SafeText origin, SafeText own);

    [LoggerMessage(72, LogLevel.Warning, "Could not issue a ticket for request {RequestId}: the backplane is unavailable; the caller is told to try again. Look at the backplane's own lines.")]
    public static partial void TicketFailed(this ILogger logger, SafeText requestId, Exception exception);

    [LoggerMessage(73, LogLevel.Warning, "Could not look up a ticket for request {RequestId}: the backplane is unavailable; the caller is told to try again. Look at the backplane's own lines.")]
    public static partial void TicketNotLookedUp(this ILogger logger, SafeText requestId, Exception exception);

    [LoggerMessage(74, LogLevel.Debug, "Closed connections: {Count} of user {UserId}, because of {Reason}.")]
    public static partial void UserClosed(this ILogger logger, int count, SafeText userId, SafeText reason);
}
