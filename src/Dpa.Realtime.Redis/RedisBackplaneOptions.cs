using StackExchange.Redis;

namespace Dpa.Realtime.Redis;

/// <summary>
/// The settings of <c>AddRedisBackplane</c>. Set exactly one of <see cref="Configuration"/>,
/// <see cref="ConfigurationOptions"/>, <see cref="ConnectionFactory"/> or <see cref="ServiceKey"/>. Without any of
/// them, the application's own <see cref="IConnectionMultiplexer"/> service is used. Validated when the application
/// starts.
/// </summary>
public sealed class RedisBackplaneOptions
{
    /// <summary>
    /// The connection string, as StackExchange.Redis reads it: <c>host:6379,password=…,ssl=true,user=…</c>, or
    /// <c>sentinel1:26379,sentinel2:26379,serviceName=mymaster</c>. <value>null</value>
    /// </summary>
    public string? Configuration { get; set; }

    /// <summary>
    /// The connection's settings in code. A setting that has the default of StackExchange.Redis gets the default of
    /// this package: a dropped connection is restored within 0.2 s, and a call to an unavailable server fails at once.
    /// <value>null</value>
    /// </summary>
    public ConfigurationOptions? ConfigurationOptions { get; set; }

    /// <summary>
    /// Creates the connection, or returns one of the application; it is not disposed with the backplane.
    /// <value>null</value>
    /// </summary>
    public Func<IServiceProvider, CancellationToken, Task<IConnectionMultiplexer>>? ConnectionFactory { get; set; }

    /// <summary>
    /// The key of a keyed <see cref="IConnectionMultiplexer"/> service; it is not disposed with the backplane.
    /// <value>null</value>
    /// </summary>
    public object? ServiceKey { get; set; }

    /// <summary>
    /// The prefix of every key and channel; all applications with the same prefix share one backplane. 1 to 64 of
    /// <c>A–Z a–z 0–9 . _ -</c>. <value>dpa</value>
    /// </summary>
    public string KeyPrefix { get; set; } = "dpa";

    /// <summary>
    /// Whether changes are sent by sharded pub/sub (Redis 7 or later). Null: only if the server is a Cluster.
    /// <value>null</value>
    /// </summary>
    public bool? ShardedPubSub { get; set; }

    /// <summary>How long an ended pipeline is kept. 1 minute to 3,650 days. <value>24 h</value></summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// How long a pipeline is kept that has not ended and receives no reports, for example an interrupted one. At least
    /// 1 hour and at least <see cref="Retention"/>, up to 3,650 days; if the producer's lease is longer, three times
    /// the lease. <value>14 days</value>
    /// </summary>
    public TimeSpan UnfinishedRetention { get; set; } = TimeSpan.FromDays(14);

    /// <summary>Added to the server's time in all that depends on it; tests move it.</summary>
    internal Func<TimeSpan> TimeShift { get; set; } = static () => TimeSpan.Zero;
}
