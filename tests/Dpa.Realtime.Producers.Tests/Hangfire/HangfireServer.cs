using Dpa.Realtime.Hangfire;
using Hangfire;
using Hangfire.InMemory;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.Producers.Tests.Hangfire;

/// <summary>Hangfire with its storage in memory. Its filters are global, so all tests share one.</summary>
public sealed class HangfireServer : IAsyncLifetime
{
    private BackgroundJobServer _server = null!;

    public DpaTestHost Host { get; private set; } = null!;

    public InMemoryStorage Storage { get; } = new();

    public BackgroundJobClient Jobs { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await DpaTestHost.StartAsync();
        GlobalConfiguration.Configuration.UseStorage(Storage).UseDpaProgress(Host.Services);
        Jobs = new BackgroundJobClient(Storage);
        var soon = TimeSpan.FromMilliseconds(100);
        _server = new BackgroundJobServer(
            new BackgroundJobServerOptions
            {
                WorkerCount = 4, SchedulePollingInterval = soon, CancellationCheckInterval = soon,
                ShutdownTimeout = TimeSpan.FromSeconds(5),
            },
            Storage);
    }

    public async ValueTask DisposeAsync()
    {
        _server.Dispose();
        await Host.DisposeAsync();
    }
}
