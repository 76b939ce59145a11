using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Links;

/// <summary>Creates the connection, or finds the application's.</summary>
internal sealed class ConnectionSource(IServiceProvider services, IOptions<RedisBackplaneOptions> options)
{
    /// <returns>The connection, and whether the backplane owns and disposes it.</returns>
    public async Task<(IConnectionMultiplexer Connection, bool IsOwn)> ConnectAsync(CancellationToken cancellationToken)
    {
        var o = options.Value;
        var given = o.ConfigurationOptions ?? (o.Configuration is { } text ? ConfigurationOptions.Parse(text) : null);
        if (given is not null)
            return (await ConnectionMultiplexer.ConnectAsync(ConnectionDefaults.Of(given)).ConfigureAwait(false), true);
        return (Checked(await OfApplicationAsync(o, cancellationToken).ConfigureAwait(false)), false);
    }

    private async ValueTask<IConnectionMultiplexer> OfApplicationAsync(
        RedisBackplaneOptions o, CancellationToken cancellationToken)
    {
        if (o.ConnectionFactory is { } factory)
            return await factory(services, cancellationToken).ConfigureAwait(false);
        return o.ServiceKey is { } key
            ? services.GetRequiredKeyedService<IConnectionMultiplexer>(key)
            : services.GetRequiredService<IConnectionMultiplexer>();
    }

    /// <summary>Scripts publish too, and do not know a prefix that the library puts before channels.</summary>
    private static IConnectionMultiplexer Checked(IConnectionMultiplexer connection) =>
        connection.Configuration.Contains("channelPrefix=", StringComparison.OrdinalIgnoreCase)
            ? throw new InvalidOperationException(RedisOptionsRules.ChannelPrefix)
            : connection;
}
