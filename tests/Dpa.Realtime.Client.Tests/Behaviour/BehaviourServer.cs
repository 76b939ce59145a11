using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Client.Tests.Behaviour;

/// <summary>The real server on a real Kestrel on a free port.</summary>
internal sealed class BehaviourServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private BehaviourServer(WebApplication app) => _app = app;

    public int Port =>
        new Uri(
            _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()
        ).Port;

    public IProgressNotifier Progress => _app.Services.GetRequiredService<IProgressNotifier>();

    public IProgressReader Reader => _app.Services.GetRequiredService<IProgressReader>();

    public static async Task<BehaviourServer> StartAsync(
        Gate gate, IPipelineArchive archive, int? maxSubscriptions = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(k => k.Listen(IPAddress.Loopback, Dpa.Realtime.Faults.FreePorts.Next()));
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging(l => l.SetMinimumLevel(LogLevel.Warning));
        builder.Services.Configure<HostOptions>(h => h.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.AddSingleton(archive);
        builder.Services.AddDpaRealtime(o =>
        {
            o.HeartbeatInterval = TimeSpan.FromSeconds(1);
            o.DrainTime = TimeSpan.FromSeconds(1);
            o.UserIdSelector = gate.UserOf;
            if (maxSubscriptions is { } most) o.MaxSubscriptionsPerConnection = most;
        });
        var app = builder.Build();
        gate.AddTo(app);
        app.UseRouting();
        app.MapDpaWebSocket();
        app.MapDpaProgress();
        await app.StartAsync();
        return new BehaviourServer(app);
    }

    /// <summary>Drains, as on SIGTERM.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
