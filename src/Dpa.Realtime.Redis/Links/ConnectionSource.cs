using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Links;

/// <summary>Makes the connection, or finds the application's.</summary>
internal sealed class ConnectionSource(IServiceProvider services, IOptions<RedisBackplaneOptions> options)
{
    /// <returns>The connection, and whether it is the backplane's own to dispose of.</returns>
    public async Task<(IConnectionMultiplexer Connection, bool IsOwn)> ConnectAsync(CancellationToken cancellationToken)
    {
        var o = options.Value;
        if (o.ConnectionFactory is { } factory) return (await factory(services, cancellationToken).ConfigureAwait(false), false);
        if (o.ServiceKey is { } key) return (services.GetRequiredKeyedService<IConnectionMultiplexer>(key), false);
        var given = o.ConfigurationOptions ?? (o.Configuration is { } text ? ConfigurationOptions.Parse(text) : null);
        if (given is null) return (services.GetRequiredService<IConnectionMultiplexer>(), false);
        return (await ConnectionMultiplexer.ConnectAsync(ConnectionDefaults.Of(given)).ConfigureAwait(false), true);
    }
}
