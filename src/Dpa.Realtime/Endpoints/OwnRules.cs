using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.RateLimiting;

namespace Dpa.Realtime.Endpoints;

/// <summary>
/// What the application set up for its own requests and what would be wrong here: an output cache would hand one user's
/// state to another, a request's time limit would cut what is held, and a permit of its concurrency limiter would be
/// held as long as a socket is open.
/// </summary>
internal static class OwnRules
{
    /// <summary>
    /// By metadata, which the middlewares read. What the application says of these very endpoints holds, but for the
    /// cache, which is never right.
    /// </summary>
    public static void AddTo(IEndpointConventionBuilder endpoints) =>
        endpoints.Finally(endpoint =>
        {
            endpoint.Metadata.Add(new OutputCacheAttribute { NoStore = true });
            if (!endpoint.Metadata.OfType<EnableRateLimitingAttribute>().Any())
                endpoint.Metadata.Add(new DisableRateLimitingAttribute());
            if (!endpoint.Metadata.OfType<RequestTimeoutAttribute>().Any())
                endpoint.Metadata.Add(new DisableRequestTimeoutAttribute());
            endpoint.Metadata.Add(NoCookieRedirect.Instance);
        });

    /// <summary>The same for a middleware that stands before routing and saw no metadata.</summary>
    public static RequestDelegate Over(RequestDelegate handler) =>
        http =>
        {
            if (http.Features.Get<IOutputCacheFeature>() is { } cache)
                (cache.Context.EnableOutputCaching, cache.Context.AllowCacheStorage) = (false, false);
            if (http.GetEndpoint()?.Metadata.GetMetadata<DisableRequestTimeoutAttribute>() is not null)
                http.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
            return handler(http);
        };

    /// <summary>
    /// These are no pages: who is not signed in hears 401, and is not sent to one where people sign in.
    /// </summary>
    private sealed class NoCookieRedirect : IDisableCookieRedirectMetadata
    {
        public static NoCookieRedirect Instance { get; } = new();
    }
}
