using System.Net;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Problems;
using Dpa.Realtime;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Endpoints;

/// <summary>Lets the host know the address at which people find it behind proxies (docs/proxies.md).</summary>
internal static class ProxySetup
{
    public static IServiceCollection AddProxies(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSection<ProxyOptions, ProxyOptionsRules>(configuration, ProxyOptions.Section);
        services.AddOptions<DpaRealtimeOptions>().Bind(configuration.GetSection("DpaRealtime"));
        services
            .AddOptions<ForwardedHeadersOptions>()
            .Configure<IOptions<ProxyOptions>>(static (headers, proxies) => Configure(headers, proxies.Value));
        return services;
    }

    /// <summary>Before everything else: the rest reads the request's scheme, host and path.</summary>
    public static void UseProxies(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<ProxyOptions>>().Value;
        if (options.KnownOnes.Any())
        {
            app.UseForwardedHeaders();
            app.Use(RefuseOddPrefixAsync);
        }

        if (options.PathBase.Length > 0)
            app.UsePathBase(options.PathBase);
    }

    /// <summary>
    /// A proxy may pass on <c>X-Forwarded-Prefix</c> as its client sent it; it stands before every address that the
    /// host answers with.
    /// </summary>
    private static Task RefuseOddPrefixAsync(HttpContext context, RequestDelegate next)
    {
        var prefix = context.Request.PathBase.Value ?? string.Empty;
        var path = prefix is [.., '/'] ? prefix[..^1] : prefix;
        if (path.Length > 0 && !ProxyOptionsRules.IsPlainPath(path))
        {
            context.Request.PathBase = PathString.Empty;
            return ProblemWriter.WriteAsync(
                context, HttpProblems.InvalidParameter.With("X-Forwarded-Prefix").Problem);
        }

        context.Request.PathBase = path;
        return next(context);
    }

    private static void Configure(ForwardedHeadersOptions headers, ProxyOptions proxies)
    {
        headers.ForwardedHeaders = ForwardedHeaders.All;
        headers.ForwardLimit = null; // as far back as the proxies are known
        headers.KnownProxies.Clear();
        headers.KnownIPNetworks.Clear();
        foreach (var one in proxies.KnownOnes)
        {
            if (IPAddress.TryParse(one, out var address))
                headers.KnownProxies.Add(address);
            else if (System.Net.IPNetwork.TryParse(one, out var network))
                headers.KnownIPNetworks.Add(network);
        }
    }
}
