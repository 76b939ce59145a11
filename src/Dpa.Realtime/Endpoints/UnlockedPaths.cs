using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dpa.Realtime.Endpoints;

/// <summary>
/// An output cache before routing answers the requests of one address one after the other, before the endpoint can
/// object: a second socket, stream or held poll would wait for the end of the first. So the requests to the library's
/// addresses are recognised by their path. What is stored of them is for <see cref="OwnRules"/>: nothing.
/// </summary>
internal sealed class UnlockedPaths(IServiceProvider services)
    : IPostConfigureOptions<OutputCacheOptions>, IOutputCachePolicy
{
    private sealed record Known(IReadOnlyList<Endpoint> Of, TemplateMatcher[] Matchers);

    private volatile Known _known = new([], []);

    /// <summary>The last of the policies for everything: it has the last word.</summary>
    public void PostConfigure(string? name, OutputCacheOptions options) => options.AddBasePolicy(this);

    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        if (context.EnableOutputCaching && IsOwn(context.HttpContext.Request.Path)) context.AllowLocking = false;
        return default;
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => default;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation) => default;

    /// <summary>
    /// The path base may not have been taken off yet, so that the path may only end as an address does.
    /// </summary>
    private bool IsOwn(PathString path)
    {
        var matchers = Matchers();
        var text = path.Value ?? "";
        for (var from = 0; from >= 0 && from < text.Length; from = text.IndexOf('/', from + 1))
            if (Array.Exists(matchers, m => m.TryMatch(text[from..], []))) return true;
        return false;
    }

    /// <summary>Made again when the application's endpoints have changed.</summary>
    private TemplateMatcher[] Matchers()
    {
        var endpoints = services.GetRequiredService<EndpointDataSource>().Endpoints;
        var known = _known;
        if (ReferenceEquals(known.Of, endpoints)) return known.Matchers;
        known = new Known(
            endpoints,
            [
                .. endpoints
                    .OfType<RouteEndpoint>()
                    .Where(OwnRules.IsOwn)
                    .Select(static e => new TemplateMatcher(new RouteTemplate(e.RoutePattern), [])),
            ]);
        _known = known;
        return known.Matchers;
    }
}
