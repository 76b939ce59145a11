using Dpa.Realtime.Backplane;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Redis.Diagnostics;
using Dpa.Realtime.Redis.Engine;
using Dpa.Realtime.Redis.Links;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dpa.Realtime.Redis;

/// <summary>Connects many nodes into one backplane by Redis.</summary>
public static class DpaRealtimeRedisBuilderExtensions
{
    /// <summary>Uses Redis as the backplane, with a connection of its own.</summary>
    /// <remarks>
    /// The application also starts while Redis is unavailable, and then serves its local progress as provisional.
    /// </remarks>
    /// <param name="builder">What <c>AddDpaRealtime()</c> returned.</param>
    /// <param name="configuration">The connection string, for example <c>localhost:6379</c>; see
    /// <see cref="RedisBackplaneOptions.Configuration"/>.</param>
    /// <returns>The builder.</returns>
    public static DpaRealtimeBuilder AddRedisBackplane(this DpaRealtimeBuilder builder, string configuration) =>
        AddRedisBackplane(builder, o => o.Configuration = configuration);

    /// <summary>Uses Redis as the backplane.</summary>
    /// <param name="builder">What <c>AddDpaRealtime()</c> returned.</param>
    /// <param name="configure">Sets the server and the options; see <see cref="RedisBackplaneOptions"/>.</param>
    /// <returns>The builder.</returns>
    public static DpaRealtimeBuilder AddRedisBackplane(
        this DpaRealtimeBuilder builder, Action<RedisBackplaneOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        services.AddOptions<RedisBackplaneOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<RedisBackplaneOptions>, RedisOptionsRules>());
        services.TryAddSingleton<ILogger<FailureLog>, QuietLogger<FailureLog>>();
        services.TryAddSingleton<ILogger<RedisBackplane>, QuietLogger<RedisBackplane>>();
        services.TryAddSingleton<RedisMetrics>();
        services.TryAddSingleton<FailureLog>();
        services.TryAddSingleton<ConnectionSource>();
        services.RemoveAll<IBackplane>();
        services.AddSingleton<IBackplane, RedisBackplane>();
        return builder;
    }
}
