using Dpa.Realtime.LoadTest.Peers;
using Microsoft.AspNetCore.Mvc;

namespace Dpa.Realtime.LoadTest.Producing;

/// <summary>One peer's server: its own endpoint, and <c>POST /produce</c>, which publishes as asked and answers what it cost.</summary>
internal static class LoadServer
{
    public static async Task RunAsync(LoadTestOptions options, CancellationToken stop)
    {
        var peer = KnownPeers.Get(options.Peers[0]);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls(options.Server.ToString());
        peer.AddServices(builder.Services);
        await using var app = builder.Build();
        app.UseWebSockets();
        peer.Map(app);
        await using var producer = await peer.StartAsync(app.Services, options, stop);
        app.MapGet("/ready", () => "ready");
        app.MapPost("/produce", ([FromBody] ProductionRequest request, CancellationToken cancellation) => new ChangeSchedule(producer, options).RunAsync(request, cancellation));
        await app.StartAsync(stop);
        await app.WaitForShutdownAsync(stop);
    }
}
