using Dpa.Realtime.LoadTest.Peers;
using Microsoft.AspNetCore.Mvc;

namespace Dpa.Realtime.LoadTest.Producing;

/// <summary>
/// One peer's server: its own endpoint, and <c>POST /produce</c>, which publishes as asked and answers what it cost.
/// </summary>
internal static class LoadServer
{
    public static async Task RunAsync(LoadTestOptions options, CancellationToken stop)
    {
        var peer = KnownPeers.Get(options.Peers[0]);
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenLocalhost(options.Port + options.Node, listen =>
            {
                if (options.Tls)
                    listen.UseHttps(OwnCertificate.Create());
            });
        });
        builder.WebHost.UseKestrelHttpsConfiguration();
        peer.AddServices(builder.Services, options);
        await using var app = builder.Build();
        app.UseWebSockets();
        var process = new ProcessWatch();
        app.Use(process.CountAsync);
        peer.Map(app);
        await using var producer = await peer.StartAsync(app.Services, options, stop);
        app.MapGet("/ready", () => "ready");
        app.MapGet("/memory", MemoryReport.Take);
        app.MapGet("/process", process.Now);
        app.MapPost("/produce", ([FromBody] ProductionRequest request, CancellationToken cancellation) =>
            new ChangeSchedule(producer, process, options).RunAsync(request, cancellation));
        await app.StartAsync(stop);
        await app.WaitForShutdownAsync(stop);
    }
}
