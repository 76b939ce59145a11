using Dpa.Realtime.Connections;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Endpoints;

/// <summary>What every request for state over HTTP meets first: who asks, whether this node still takes anybody, and the answer where the state cannot be read.</summary>
internal sealed class Admission(CallerIdentity identity, ConnectionRegistry registry, ILogger<Admission> logger)
{
    private const int DrainRetrySeconds = 5;

    public async Task AdmitAsync(HttpContext http, Func<HttpContext, Caller, Task> serve)
    {
        try
        {
            if (await identity.FindAsync(http, null).ConfigureAwait(false) is not { } caller) await Problems.UnauthenticatedAsync(http).ConfigureAwait(false);
            else if (registry.IsDraining) await DrainingAsync(http).ConfigureAwait(false);
            else await serve(http, caller).ConfigureAwait(false);
        }
        catch (PipelineException e) when (!http.Response.HasStarted)
        {
            if (e.Code != ErrorCode.ApplicationUnavailable.Name) logger.SubscribeFailed(http.TraceIdentifier, e); // that has its line
            await Problems.UnavailableAsync(http, e).ConfigureAwait(false);
        }
    }

    /// <summary>The node is shutting down: another one, or this one after its restart, has the same state.</summary>
    public static Task DrainingAsync(HttpContext http) => Problems.BusyAsync(http, "draining", DrainRetrySeconds);
}
