using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dpa.Realtime.Testing;

/// <summary>
/// A whole server in memory, without a port: producers, recorder, and every transport by
/// <see cref="RealtimeTestingExtensions.WatchAsync"/>.
/// </summary>
public sealed class DpaTestHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DpaTestHost(WebApplication app) => _app = app;

    /// <summary>Its services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Its server, for requests and connections.</summary>
    public TestServer Server => _app.GetTestServer();

    /// <summary>Where producers report.</summary>
    public IProgressNotifier Progress => Services.GetRequiredService<IProgressNotifier>();

    /// <summary>The record of all pipelines.</summary>
    public RunRecorder Recorder => Services.GetRequiredService<RunRecorder>();

    /// <summary>Starts a host, in Development: the header <c>X-USER-ID</c> names the caller.</summary>
    /// <param name="configure">Adds services and settings, after <c>AddDpaRealtime()</c>. Default: nothing.</param>
    /// <param name="map">Maps the application's own endpoints. Default: none.</param>
    /// <param name="time">The server's clock, for example a <c>FakeTimeProvider</c>. Default: the system's.</param>
    /// <returns>The host, started.</returns>
    public static async Task<DpaTestHost> StartAsync(
        Action<WebApplicationBuilder>? configure = null, Action<WebApplication>? map = null, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.WebHost.UseTestServer();
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging();
        if (time is not null) builder.Services.AddSingleton(time);
        builder.Services.AddDpaRealtime();
        configure?.Invoke(builder);
        builder.Services.AddRunRecorder();
        var app = builder.Build();
        app.UseRouting();
        app.MapDpaWebSocket();
        app.MapDpaProgress();
        map?.Invoke(app);
        await app.StartAsync().ConfigureAwait(false);
        return new DpaTestHost(app);
    }

    /// <summary>Stops it, as an application stops, and disposes it.</summary>
    /// <returns>A task for the disposal.</returns>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }
}
