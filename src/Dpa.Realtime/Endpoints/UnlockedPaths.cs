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
    private sealed record Known(IReadOnlyList<Endpoint> Of, TemplateMatcher[] Matchers, int MostSegments);

    private volatile Known _known = new([], [], 0);

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
    /// The path base may not have been taken off yet, so that the path may only end as an address does: its last
    /// segments are looked at, never more than an address has, so that a long path costs no more than a short one.
    /// </summary>
    private bool IsOwn(PathString path)
    {
        var known = Matchers();
        var text = path.Value ?? "";
        var end = text.EndsWith('/') ? text.Length - 1 : text.Length; // a slash at the end begins no segment
        for (var segments = 0; segments < known.MostSegments && end > 0; segments++)
        {
            end = text.LastIndexOf('/', end - 1);
            if (end < 0) return false;
            // Made from a text that is decoded already: the conversion of a text would decode it once more.
            var last = new PathString(text[end..]);
            if (Array.Exists(known.Matchers, m => m.TryMatch(last, []))) return true;
        }

        return false;
    }

    /// <summary>Made again when the application's endpoints have changed.</summary>
    private Known Matchers()
    {
        var endpoints = services.GetRequiredService<EndpointDataSource>().Endpoints;
        var known = _known;
        if (ReferenceEquals(known.Of, endpoints)) return known;
        RouteTemplate[] templates =
        [
            .. endpoints
                .OfType<RouteEndpoint>()
                .Where(OwnRules.IsOwn)
                .Select(static e => new RouteTemplate(e.RoutePattern)),
        ];
        return _known = new Known(
            endpoints,
            Array.ConvertAll(templates, static t => new TemplateMatcher(t, [])),
            templates.Select(static t => t.Segments.Count).DefaultIfEmpty().Max());
    }
}
