using Dpa.Realtime.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Endpoints;

/// <summary>
/// Refuses foreign origins, and logs each origin once: behind a proxy the usual cause is that the server does not know
/// its own origin.
/// </summary>
internal sealed class OriginGate(DpaRealtimeOptions options, ILogger<OriginGate> logger)
{
    private const int MaxLogged = 64;
    private const int MaxShown = 256;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _logged = new(StringComparer.OrdinalIgnoreCase);

    public bool Allows(HttpRequest request) => OriginRule.Allows(request, options);

    public Task RefuseAsync(HttpContext http)
    {
        var origin = OriginOf(http.Request);
        if (IsFirst(origin)) logger.OriginRefused(origin, $"{http.Request.Scheme}://{http.Request.Host.Value}");
        return Problems.ForeignOriginAsync(http, origin);
    }

    /// <summary>The header as the browser sent it if it is an origin; any other text is never shown.</summary>
    private static string OriginOf(HttpRequest request) =>
        request.Headers.Origin is [{ Length: <= MaxShown } text]
        && Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.IsWellFormedOriginalString()
        && uri.PathAndQuery is "/" or ""
            ? text
            : "null";

    private bool IsFirst(string origin)
    {
        lock (_lock) return _logged.Count < MaxLogged && _logged.Add(origin);
    }
}
