using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Client.Tests.Proxies;

/// <summary>Applications on Kestrel, each on a port of its own.</summary>
internal static class KestrelApp
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A server of this library; whoever asks is the user that the request names.</summary>
    public static Task<WebApplication> LibraryAsync() => StartAsync(
        static services => services.AddDpaRealtime(o => o.AllowAnonymous = true),
        static app =>
        {
            app.MapDpaWebSocket();
            app.MapDpaProgress();
        });

    public static async Task<WebApplication> StartAsync(Action<IServiceCollection> add, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static k => k.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging(static l => l.SetMinimumLevel(LogLevel.Critical));
        add(builder.Services);
        var app = builder.Build();
        app.UseRouting();
        map(app);
        await app.StartAsync(Stop);
        return app;
    }

    public static Uri AddressOf(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
}
