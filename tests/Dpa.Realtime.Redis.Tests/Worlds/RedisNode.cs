using System.Diagnostics.Metrics;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Redis.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dpa.Realtime.Redis.Tests.Worlds;

/// <summary>One node: a backplane with a connection of its own, wired as the extension method does it.</summary>
internal sealed class RedisNode : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public RedisNode(
        Action<RedisBackplaneOptions> configure, DpaRealtimeOptions? options = null, TimeProvider? time = null,
        ILoggerProvider? log = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging =>
        {
            if (log is not null) logging.AddProvider(log);
        });
        services.AddDpaRealtime().AddRedisBackplane(configure);
        services.AddSingleton(Options.Create(options ?? new DpaRealtimeOptions()));
        services.AddSingleton(time ?? TimeProvider.System);
        _services = services.BuildServiceProvider();
        Counts = new MeterCounts(_services.GetRequiredService<IMeterFactory>());
        Backplane = (RedisBackplane)_services.GetRequiredService<IBackplane>();
    }

    public RedisBackplane Backplane { get; }

    public IServiceProvider Services => _services;

    public MeterCounts Counts { get; }

    /// <summary>Attaches, and waits until the server was reached or could not be.</summary>
    public async Task<RedisNode> AttachAsync(IBackplaneReceiver receiver)
    {
        Backplane.Attach(receiver);
        await Backplane.Tried;
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        Counts.Dispose();
        await _services.DisposeAsync();
    }
}
