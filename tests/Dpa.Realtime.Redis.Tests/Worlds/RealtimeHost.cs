using System.Diagnostics.Metrics;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Faults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Redis.Tests.Worlds;

/// <summary>
/// A whole node without its sockets: producers' door, readers' door, fan-out, sweeping, as an application has them.
/// </summary>
internal sealed class RealtimeHost : IAsyncDisposable
{
    private readonly IHost _host;

    private RealtimeHost(
        Action<RedisBackplaneOptions> redis, Action<DpaRealtimeOptions>? options, Action<IServiceCollection>? services)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddProvider(Lines);
        builder.Services.AddDpaRealtime(options).AddRedisBackplane(redis);
        services?.Invoke(builder.Services);
        _host = builder.Build();
        Counts = new MeterCounts(_host.Services.GetRequiredService<IMeterFactory>());
    }

    public Lines Lines { get; } = new();

    public MeterCounts Counts { get; }

    public IProgressNotifier Notifier => _host.Services.GetRequiredService<IProgressNotifier>();

    public IProgressReader Reader => _host.Services.GetRequiredService<IProgressReader>();

    public IBackplane Backplane => _host.Services.GetRequiredService<IBackplane>();

    public static Task<RealtimeHost> StartAsync(string address, Action<DpaRealtimeOptions>? options = null) =>
        StartAsync(redis => redis.Configuration = address, options);

    public static async Task<RealtimeHost> StartAsync(
        Action<RedisBackplaneOptions> redis, Action<DpaRealtimeOptions>? options = null,
        Action<IServiceCollection>? services = null)
    {
        var host = new RealtimeHost(redis, options, services);
        await host._host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    public Task<HealthReport> HealthAsync() =>
        _host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);

    /// <summary>Waits until the node's reader sees it.</summary>
    public async Task<PipelineState> UntilAsync(string id, Func<PipelineState, bool> condition)
    {
        PipelineState? last = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    last = await Reader.GetAsync(id, TestContext.Current.CancellationToken);
                }
                catch (PipelineException e) when (e.IsRetryable)
                {
                    return false;
                }

                return last is not null && condition(last);
            },
            $"the state of {id}");
        return last!;
    }

    public async ValueTask DisposeAsync()
    {
        Counts.Dispose();
        await _host.StopAsync(CancellationToken.None);
        if (_host is IAsyncDisposable disposable) await disposable.DisposeAsync();
    }
}
