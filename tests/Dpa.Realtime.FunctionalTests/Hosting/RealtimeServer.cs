using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.FunctionalTests.Hosting;

/// <summary>A real application on a real Kestrel on a free port of the loopback interface.</summary>
internal sealed class RealtimeServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RealtimeServer(WebApplication app) => _app = app;

    public Uri Http { get; private init; } = null!;

    public Uri WebSocket => new UriBuilder(Http) { Scheme = Http.Scheme == "https" ? "wss" : "ws" }.Uri;

    public IServiceProvider Services => _app.Services;

    public IProgressNotifier Progress => _app.Services.GetRequiredService<IProgressNotifier>();

    public static async Task<RealtimeServer> StartAsync(
        Action<DpaRealtimeOptions>? options = null, Action<DpaRealtimeBuilder>? build = null,
        string environment = "Development", Action<WebApplication>? map = null,
        HttpProtocols protocols = HttpProtocols.Http1, X509Certificate2? certificate = null,
        Action<WebApplication>? endpoints = null, Action<WebApplication>? beforeRouting = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l =>
        {
            l.Protocols = protocols;
            if (certificate is not null) l.UseHttps(certificate);
        }));
        if (certificate is not null) builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging(l => l.SetMinimumLevel(LogLevel.Warning));
        var realtime = builder.Services.AddDpaRealtime(options);
        build?.Invoke(realtime);
        var app = builder.Build();
        beforeRouting?.Invoke(app);
        app.UseRouting();
        map?.Invoke(app);
        (endpoints ?? MapAll)(app);
        await app.StartAsync();
        var address = app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.Single();
        return new RealtimeServer(app) { Http = new Uri(address) };
    }

    private static void MapAll(WebApplication app)
    {
        app.MapDpaWebSocket();
        app.MapDpaProgress();
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
