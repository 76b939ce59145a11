using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Dpa.Realtime.Watch.Serving;

/// <summary>
/// The names by which a replay may be asked: this machine's, and those of the allowed origins. Any web page may give
/// its own name this machine's address (DNS rebinding), but its requests still have that name.
/// </summary>
internal sealed class KnownHosts
{
    private readonly HashSet<string> _names =
        new(StringComparer.OrdinalIgnoreCase) { "127.0.0.1", "localhost", "[::1]" };

    public KnownHosts(IEnumerable<string> origins)
    {
        foreach (var origin in origins)
        {
            var uri = new Uri(origin);
            _names.Add(uri.Host);
            _names.Add(uri.IdnHost);
        }
    }

    /// <summary>Refuses all others.</summary>
    public void UseIn(WebApplication app) =>
        app.Use((http, next) => _names.Contains(http.Request.Host.Host) ? next(http) : RefuseAsync(http.Response));

    private static Task RefuseAsync(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status400BadRequest;
        return response.WriteAsync("This host name is not known here. Name its origin with --origin.");
    }
}
