using System.Net;
using Dpa.Realtime.Faults.Redis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Tests.Worlds;

/// <summary>A whole node with its sockets, on Kestrel, as an application has it.</summary>
internal sealed class SocketNode : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _name;

    private SocketNode(WebApplication app, string name, Uri http) => (_app, _name, Http) = (app, name, http);

    public Uri Http { get; }

    public IServiceProvider Services => _app.Services;

    public IProgressNotifier Notifier => Services.GetRequiredService<IProgressNotifier>();

    public static async Task<SocketNode> StartAsync(
        string address, string prefix, string name, IPipelineAuthorizer authorizer, Func<TimeSpan>? shift = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(authorizer);
        builder.Services.AddDpaRealtime().AddRedisBackplane(o =>
        {
            o.ConfigurationOptions = ConfigurationOptions.Parse(address);
            o.ConfigurationOptions.ClientName = name;
            o.KeyPrefix = prefix;
            if (shift is not null) o.TimeShift = shift;
        });
        var app = builder.Build();
        app.UseRouting();
        app.MapDpaWebSocket();
        app.MapDpaProgress();
        await app.StartAsync();
        return new SocketNode(
            app, name,
            new Uri(
                app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>()
                    .Features.Get<IServerAddressesFeature>()!
                    .Addresses.Single()));
    }

    /// <summary>Cuts this node's pub/sub connections, which it makes again in about 0.1 s.</summary>
    public async Task CutPubSubAsync(RedisServer server)
    {
        var cut = 0;
        foreach (var line in await PubSubAsync(server))
        {
            await server.CommandAsync("CLIENT", "KILL", "ID", line[3..line.IndexOf(' ', StringComparison.Ordinal)]);
            cut++;
        }

        Assert.NotEqual(0, cut);
    }

    /// <summary>Whether one of them is there.</summary>
    public async Task<bool> HasPubSubAsync(RedisServer server) => (await PubSubAsync(server)).Length > 0;

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task<string[]> PubSubAsync(RedisServer server) =>
    [
        .. (await server.CommandAsync("CLIENT", "LIST", "TYPE", "pubsub"))
            .Split('\n')
            .Where(line => line.Contains($" name={_name}", StringComparison.Ordinal)),
    ];
}
