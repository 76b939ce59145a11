using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.Client.Tests.Proxies;

/// <summary>A server of this library with YARP in front of it, each on a port of its own.</summary>
internal sealed class YarpProxy : IProxy, IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly WebApplication _proxy;

    private YarpProxy(WebApplication server, WebApplication proxy) => (_server, _proxy) = (server, proxy);

    public Uri Address => KestrelApp.AddressOf(_proxy);

    public IProgressNotifier Progress => _server.Services.GetRequiredService<IProgressNotifier>();

    /// <summary>With the settings of docs/proxies.md, as they stand there.</summary>
    /// <param name="changed">Settings in place of theirs, or beside them; null takes one away.</param>
    public static async Task<YarpProxy> StartAsync(params (string Key, string? Value)[] changed)
    {
        var server = await KestrelApp.LibraryAsync();
        var settings = new ConfigurationBuilder().AddJsonStream(Documented()).Build();
        settings["ReverseProxy:Clusters:app:Destinations:node1:Address"] = KestrelApp.AddressOf(server).ToString();
        foreach (var (key, value) in changed) settings[$"ReverseProxy:{key}"] = value;
        var proxy = await KestrelApp.StartAsync(
            services => services.AddReverseProxy().LoadFromConfig(settings.GetSection("ReverseProxy")),
            static app => app.MapReverseProxy());
        return new YarpProxy(server, proxy);
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
    }

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
