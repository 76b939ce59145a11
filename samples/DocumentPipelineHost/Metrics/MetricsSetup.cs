using System.Security.Cryptography;
using System.Text;
using DocumentPipelineHost.Accounts;
using DocumentPipelineHost.Configuration;
using Dpa.Realtime;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;

namespace DocumentPipelineHost.Metrics;

/// <summary>
/// <c>GET /metrics</c> in Prometheus' text format: the library's instruments, the host's own, and ASP.NET Core's.
/// </summary>
internal static class MetricsSetup
{
    private const string Bearer = "Bearer ";

    public static DpaRealtimeBuilder AddHostMetrics(
        this DpaRealtimeBuilder realtime, IServiceCollection services, IConfiguration configuration)
    {
        services.AddSection<MetricsOptions>(configuration, MetricsOptions.Section);
        services
            .AddOpenTelemetry()
            .WithMetrics(static metrics =>
                metrics
                    .AddMeter(
                        "Dpa.Realtime", HostMetrics.MeterName, "Microsoft.AspNetCore.Hosting",
                        "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
                    .AddPrometheusExporter());
        return realtime.AddTransitionHandler<HostMetrics>();
    }

    public static void MapHostMetrics(this IEndpointRouteBuilder app) =>
        app.MapPrometheusScrapingEndpoint("/metrics")
            .RequireAuthorization(static policy =>
                policy.RequireAssertion(static context => context.Resource is HttpContext http && Allows(http)))
            .DisableRateLimiting();

    private static bool Allows(HttpContext context)
    {
        var services = context.RequestServices;
        return services.GetRequiredService<Operators>().Include(Caller.FindId(context.User))
            || HasToken(
                context.Request.Headers.Authorization.ToString(),
                services.GetRequiredService<IOptions<MetricsOptions>>().Value.Token)
            || services.GetRequiredService<IHostEnvironment>().IsDevelopment();
    }

    private static bool HasToken(string authorization, string? token) =>
        !string.IsNullOrEmpty(token)
        && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(authorization[Bearer.Length..]), Encoding.UTF8.GetBytes(token));
}
