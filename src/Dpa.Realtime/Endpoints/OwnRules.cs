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
    /// Adds metadata, which the middlewares read. The application's own settings for these endpoints are kept, except
    /// for the output cache, which is never correct here.
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

    /// <summary>Whether it is one of the library's.</summary>
    public static bool IsOwn(Endpoint endpoint) => endpoint.Metadata.GetMetadata<NoCookieRedirect>() is not null;

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
    /// These endpoints are not pages: a caller that is not signed in receives 401 instead of a redirect to a sign-in
    /// page.
    /// </summary>
    private sealed class NoCookieRedirect : IDisableCookieRedirectMetadata
    {
        public static NoCookieRedirect Instance { get; } = new();
    }
}
