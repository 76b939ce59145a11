using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Links;

// The folder Links: the connection to the server. It guarantees that no call waits for an unavailable server, that
// every failure is classified and logged once, and that a requested subscription either is active or is known not to
// be.

/// <summary>What this package sets where the application keeps the default of StackExchange.Redis.</summary>
internal static class ConnectionDefaults
{
    // Measured with redis-server 7.0 killed and started 3 s later: with these the first message came 0.1 s after the
    // start, with the library's own after 3.0 s.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromMilliseconds(200);
    private const int RetryMilliseconds = 100;

    // A transition waits 2 s for its answer before it is held; a call that takes longer is repeated, which is harmless.
    private const int TimeoutMilliseconds = 2000;

    // A connection that receives nothing is given up once calls on it have timed out for four timeouts; the keep-alive
    // is such a call if there is no other.
    private const int KeepAliveSeconds = 2;

    public static ConfigurationOptions Of(ConfigurationOptions given)
    {
        var options = given.Clone();
        var library = new ConfigurationOptions();
        options.AbortOnConnectFail = false; // the application starts while Redis is unavailable
        if (options.HeartbeatInterval == library.HeartbeatInterval)
            options.HeartbeatInterval = Heartbeat;
        if (options.BacklogPolicy.Equals(library.BacklogPolicy))
            options.BacklogPolicy = BacklogPolicy.FailFast;
        if (options.ReconnectRetryPolicy.GetType() == library.ReconnectRetryPolicy.GetType())
            options.ReconnectRetryPolicy = new LinearRetry(RetryMilliseconds);
        if (options.AsyncTimeout == library.AsyncTimeout)
            options.AsyncTimeout = TimeoutMilliseconds;
        if (options.ConnectTimeout == library.ConnectTimeout)
            options.ConnectTimeout = TimeoutMilliseconds;
        if (options.ConnectRetry == library.ConnectRetry)
            options.ConnectRetry = 1; // of the first connection, which is tried again anyhow
        if (options.KeepAlive == library.KeepAlive)
            options.KeepAlive = KeepAliveSeconds;
        options.ClientName ??= "dpa-realtime";
        return options;
    }
}
