using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Client.Tests.Proxies;

/// <summary>A server of this library with YARP in front of it, each on a port of its own.</summary>
internal sealed class YarpProxy : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly WebApplication _proxy;

    private YarpProxy(WebApplication server, WebApplication proxy) => (_server, _proxy) = (server, proxy);

    /// <summary>What a browser has in its address bar.</summary>
    public Uri Address => AddressOf(_proxy);

    public IProgressNotifier Progress => _server.Services.GetRequiredService<IProgressNotifier>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>With the settings of docs/proxies.md, as they stand there.</summary>
    /// <param name="changed">Settings in place of theirs, or beside them; null takes one away.</param>
    public static async Task<YarpProxy> StartAsync(params (string Key, string? Value)[] changed)
    {
        var server = await StartAsync(
            static services => services.AddDpaRealtime(o => o.AllowAnonymous = true),
            static app =>
            {
                app.MapDpaWebSocket();
                app.MapDpaProgress();
            });
        var settings = new ConfigurationBuilder().AddJsonStream(Documented()).Build();
        settings["ReverseProxy:Clusters:app:Destinations:node1:Address"] = AddressOf(server).ToString();
        foreach (var (key, value) in changed) settings[$"ReverseProxy:{key}"] = value;
        var proxy = await StartAsync(
            services => services.AddReverseProxy().LoadFromConfig(settings.GetSection("ReverseProxy")),
            static app => app.MapReverseProxy());
        return new YarpProxy(server, proxy);
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
    }

    private static async Task<WebApplication> StartAsync(
        Action<IServiceCollection> add, Action<WebApplication> map)
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

    private static Uri AddressOf(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>The block below the page's heading.</summary>
    private static FileStream Page([CallerFilePath] string here = "") =>
        File.OpenRead(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/proxies.md")));

    private static MemoryStream Documented()
    {
        using var reader = new StreamReader(Page());
        var page = reader.ReadToEnd();
        var heading = page.IndexOf("## YARP", StringComparison.Ordinal);
        var from = page.IndexOf("```json\n", heading, StringComparison.Ordinal);
        var block = page[(from + "```json\n".Length)..];
        return new MemoryStream(
            System.Text.Encoding.UTF8.GetBytes(block[..block.IndexOf("```", StringComparison.Ordinal)]));
    }
}
