using Dpa.Realtime.Faults.Redis;
using Dpa.Realtime.Redis.Tests.Worlds;

[assembly: AssemblyFixture(typeof(SharedServers))]

namespace Dpa.Realtime.Redis.Tests.Worlds;

/// <summary>
/// One server and one Cluster for all tests that only need some Redis, each under a prefix of its own; started when
/// first asked for.
/// </summary>
public sealed class SharedServers : IAsyncDisposable
{
    private static readonly Lazy<Task<RedisServer>> LazyServer = new(() => RedisServer.StartAsync());
    private static readonly Lazy<Task<RedisCluster>> LazyCluster = new(() => RedisCluster.StartAsync());

    public static Task<RedisServer> Server => LazyServer.Value;

    public static Task<RedisCluster> Cluster => LazyCluster.Value;

    public async ValueTask DisposeAsync()
    {
        if (LazyServer is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await Server).DisposeAsync();
        if (LazyCluster is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await Cluster).DisposeAsync();
    }
}
