using Microsoft.AspNetCore.Http;

namespace Dpa.Realtime.Endpoints;

/// <summary>
/// Keeps other sites' pages from opening a socket with the user's cookies (cross-site WebSocket hijacking, CWE-1385):
/// where a browser sends an origin, it must be the server's own or an allowed one. Browsers send none with a page's
/// resources, an image for example; then Sec-Fetch-Site shows whether the request comes from another site. Callers
/// that send neither are not browsers, or very old ones.
/// </summary>
internal static class OriginRule
{
    public static bool Allows(HttpRequest request, DpaRealtimeOptions options)
    {
        if (!request.Headers.TryGetValue("Origin", out var header))
            return request.Headers["Sec-Fetch-Site"] is not ["cross-site" or "same-site"];
        if (header is not [{ } origin] || !Uri.TryCreate(origin, UriKind.Absolute, out var uri))
            return false;
        if (options.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase))
            return true;
        var own = request.Host;
        return string.Equals(uri.Scheme, request.Scheme, StringComparison.OrdinalIgnoreCase)
            && string.Equals(uri.IdnHost, own.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase)
            && uri.Port == (own.Port ?? (request.IsHttps ? 443 : 80));
    }
}
