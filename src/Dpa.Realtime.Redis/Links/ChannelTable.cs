using System.Collections.Concurrent;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Links;

/// <summary>
/// The channels that this node listens to. The first user subscribes, the last one unsubscribes. The messages of one
/// channel are handled one after the other.
/// </summary>
internal sealed class ChannelTable(RedisLink link, bool? isSharded, TimeProvider time)
{
    private static readonly TimeSpan ConnectionTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ConnectionInterval = TimeSpan.FromMilliseconds(20);

    private const int AtOnce = 500; // the time limit of a call applies to each part

    private readonly ConcurrentDictionary<string, ChannelSubscription> _channels = new(StringComparer.Ordinal);
    private bool? _isCluster;

    public int Count => _channels.Count;

    /// <summary>The command with which scripts publish.</summary>
    public string PublishCommand(IConnectionMultiplexer connection) => IsSharded(connection) ? "SPUBLISH" : "PUBLISH";

    /// <summary>Completes when the subscription is active.</summary>
    public async ValueTask AddAsync(string channel, Action<ReadOnlyMemory<byte>> handler)
    {
        while (true)
        {
            var subscription = _channels.GetOrAdd(channel, static name => new ChannelSubscription(name));
            try
            {
                if (await subscription.AddAsync(() => SubscribeAsync(channel), handler).ConfigureAwait(false)) return;
            }
            catch
            {
                Forget(subscription);
                throw;
            }

            Forget(subscription);
        }
    }

    public async ValueTask RemoveAsync(string channel)
    {
        if (!_channels.TryGetValue(channel, out var subscription)) return;
        if (await subscription.RemoveAsync(UnsubscribeAsync).ConfigureAwait(false)) Forget(subscription);
    }

    /// <returns>How many received it, or null if the server cannot know all (plain pub/sub in a Cluster).</returns>
    public ValueTask<long?> PublishAsync(string channel, byte[] message) =>
        link.UseAsync(async connection =>
        {
            var received = await connection
                .GetSubscriber()
                .PublishAsync(Name(connection, channel), message)
                .ConfigureAwait(false);
            return IsSharded(connection) || !IsCluster(connection) ? received : (long?)null;
        });

    /// <summary>Whether every channel is subscribed on a server that is connected. Asks no server.</summary>
    public ValueTask<bool> AllHoldAsync() => link.UseAsync(connection =>
    {
        var subscriber = connection.GetSubscriber();
        return Task.FromResult(Subscribed().All(name => Holds(subscriber, Name(connection, name))));
    });

    /// <summary>
    /// Waits, up to 2 s, for the connection that carries subscriptions. The library opens it after the one that carries
    /// commands, and a call in between fails as if the server were unreachable.
    /// </summary>
    public async ValueTask ConnectedAsync()
    {
        for (
            var began = time.GetTimestamp();
            !await link.UseAsync(IsConnectedAsync).ConfigureAwait(false)
                && time.GetElapsedTime(began) < ConnectionTimeout;

        )
            await Task.Delay(ConnectionInterval, time).ConfigureAwait(false);
    }

    private static Task<bool> IsConnectedAsync(IConnectionMultiplexer connection) =>
        Task.FromResult(connection.GetSubscriber().IsConnected());

    /// <summary>
    /// Subscribes channels that are not active. After a lost connection the library does so too, but not if that failed
    /// once, nor at once when a slot has moved.
    /// </summary>
    public async ValueTask EnsureAsync() =>
        await link.UseAsync(async connection =>
            {
                var subscriber = connection.GetSubscriber();
                foreach (var some in Subscribed().Chunk(AtOnce))
                    await Task.WhenAll(some.Select(name => EnsureAsync(subscriber, Name(connection, name))))
                        .ConfigureAwait(false);
                return true;
            })
            .ConfigureAwait(false);

    /// <summary>Without those that are being subscribed at the moment.</summary>
    private IEnumerable<string> Subscribed() => _channels.Values.Where(c => c.IsSubscribed).Select(c => c.Channel);

    private static bool Holds(ISubscriber subscriber, RedisChannel channel) =>
        subscriber.SubscribedEndpoint(channel) is not null && subscriber.IsConnected(channel);

    private static async Task EnsureAsync(ISubscriber subscriber, RedisChannel channel)
    {
        // A second queue on the channel makes the library check whether the first one's subscription is active on the
        // right server.
        var second = await subscriber.SubscribeAsync(channel).ConfigureAwait(false);
        await second.UnsubscribeAsync().ConfigureAwait(false);
    }

    private ValueTask<ChannelMessageQueue> SubscribeAsync(string name) => link.UseAsync(async connection =>
    {
        var channel = Name(connection, name);
        try
        {
            return await connection.GetSubscriber().SubscribeAsync(channel).ConfigureAwait(false);
        }
        catch
        {
            // The library keeps it and would subscribe later, although nobody uses it.
            _ = connection.GetSubscriber().UnsubscribeAsync(channel, flags: CommandFlags.FireAndForget);
            throw;
        }
    });

    private static async ValueTask UnsubscribeAsync(ChannelMessageQueue queue)
    {
        try
        {
            await queue.UnsubscribeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (RedisFailure.IsOne(e))
        {
            // The server is unavailable, and the library has dropped the channel: nothing subscribes to it again.
        }
    }

    private void Forget(ChannelSubscription subscription) =>
        _channels.TryRemove(new(subscription.Channel, subscription));

    private RedisChannel Name(IConnectionMultiplexer connection, string channel) =>
        IsSharded(connection) ? RedisChannel.Sharded(channel) : RedisChannel.Literal(channel);

    private bool IsSharded(IConnectionMultiplexer connection) => isSharded ?? IsCluster(connection);

    private bool IsCluster(IConnectionMultiplexer connection)
    {
        if (_isCluster is { } known) return known;
        var connected = connection.GetServers().Where(s => s.IsConnected).ToArray();
        if (connected.Length == 0) return false;
        return (_isCluster = connected.Any(s => s.ServerType == ServerType.Cluster)).Value;
    }
}
