using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Network;
using Dpa.Realtime.Faults.Proxy;
using Dpa.Realtime.Faults.Redis;

namespace Dpa.Realtime.ChaosTests.Convergence;

/// <summary>What happens to one Redis server, to the lines to it, and to the nodes.</summary>
internal static class RedisFaults
{
    public static Fault KillAndRestart(RedisServer redis) => new("kill -9 of Redis, back empty after 1 s", async _ =>
    {
        await redis.KillAsync();
        await LastAsync(TimeSpan.FromSeconds(1));
        await redis.RestartAsync(isEmpty: true);
    });

    public static Fault KillPubSub(RedisServer redis) => new("CLIENT KILL TYPE pubsub, five times", async _ =>
    {
        for (var i = 0; i < 5; i++)
        {
            await redis.CommandAsync("CLIENT", "KILL", "TYPE", "pubsub");
            await LastAsync(TimeSpan.FromMilliseconds(150));
        }
    });

    public static Fault Pause(RedisServer redis) => new("CLIENT PAUSE 1 s", async _ =>
    {
        await redis.CommandAsync("CLIENT", "PAUSE", "1000", "ALL");
        await LastAsync(TimeSpan.FromSeconds(1));
    });

    public static Fault Sleep(RedisServer redis) =>
        new("DEBUG SLEEP 1 s", _ => redis.CommandAsync("DEBUG", "SLEEP", "1"));

    public static Fault Freeze(RedisServer redis) => new("SIGSTOP of Redis for 3 s", async _ =>
    {
        redis.Pause();
        await LastAsync(TimeSpan.FromSeconds(3));
        redis.Resume();
    });

    public static Fault Flush(RedisServer redis) => new("FLUSHALL", _ => redis.CommandAsync("FLUSHALL"));

    public static Fault LosePackets(RedisServer redis) => new("20 % of Redis' packets lost for 1.5 s", async _ =>
    {
        using var loss = PacketLoss.Begin(redis.Port, 20);
        await LastAsync(TimeSpan.FromSeconds(1.5));
    });

    public static Fault KillNode { get; } = new("kill -9 of a node and restart", async world =>
    {
        var node = world.Nodes[world.Random.Next(3)];
        await node.KillAsync();
        await world.RestartAsync(node);
    }) { KillsNode = true };

    public static Fault Late { get; } =
        OnLines(
            "lines to Redis 100 to 200 ms late for 1.5 s",
            FaultRules.Late(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(50)), TimeSpan.FromSeconds(1.5),
            all: true);

    public static Fault HalfOpen { get; } =
        OnLines("a node's line to Redis half-open for 2 s", FaultRules.HalfOpen, TimeSpan.FromSeconds(2), all: false);

    public static Fault Partition { get; } =
        OnLines("a node cut off from Redis for 2 s", FaultRules.Partition, TimeSpan.FromSeconds(2), all: false);

    public static Fault DeafNode { get; } =
        OnLines(
            "a node that hears nothing of Redis for 2 s", FaultRules.DeafClient, TimeSpan.FromSeconds(2), all: false);

    public static Fault ResetLines { get; } = new("all lines to Redis reset, three times", async world =>
    {
        for (var i = 0; i < 3; i++)
        {
            foreach (var line in world.Lines) line.ResetAll();
            await LastAsync(TimeSpan.FromMilliseconds(200));
        }
    });

    public static Fault DropWatchers { get; } =
        new("all watchers lose their sockets and go to another node", async world =>
        {
            var before = world.Watchers.Select(w => w.Connections).ToArray();
            foreach (var watcher in world.Watchers)
                watcher.Drop();
            await Eventually.HoldsAsync(
                () => world.Watchers.Select((w, i) => w.Connections > before[i]).All(back => back),
                "all watchers are back");
        });

    /// <summary>Those of a single server: the ones that every run has, then the others.</summary>
    public static IReadOnlyList<Fault> All(RedisServer redis) =>
    [
        KillAndRestart(redis), KillPubSub(redis), Pause(redis), Flush(redis), HalfOpen, KillNode,
        Sleep(redis), Freeze(redis), Late, Partition, DeafNode, ResetLines, DropWatchers,
    ];

    /// <summary>The replica has got nothing of what was accepted in the last 300 ms.</summary>
    public static Fault FailOverLosing(RedisSentinel sentinel) =>
        new("kill -9 of the master, failover by Sentinel to a replica that lacks the last 300 ms", async _ =>
            await sentinel.BringBackAsync(await sentinel.FailOverAsync(TimeSpan.FromMilliseconds(300))));

    public static Fault FailOver(RedisSentinel sentinel, bool oldIsReplica = true) =>
        new(
            $"kill -9 of the master, failover by Sentinel, the old one comes back as "
                + $"{(oldIsReplica ? "replica" : "an empty master for a while")}",
            async _ => await sentinel.BringBackAsync(await sentinel.FailOverAsync(), oldIsReplica));

    /// <summary>Every key of a pipeline moves to another master and back while it is written.</summary>
    public static Fault MigrateSlots(RedisCluster cluster) =>
        new("the slots of all live pipelines migrated", async world =>
        {
            foreach (var id in world.Pipelines)
            {
                var slot = await cluster.SlotOfAsync($"{{{id}}}");
                var owner = await cluster.OwnerOfAsync(slot);
                await cluster.MigrateSlotAsync(
                    slot, cluster.Nodes[(cluster.Nodes.ToList().IndexOf(owner) + 1 + world.Random.Next(2)) % 3]);
            }
        });

    /// <summary>How long a fault lasts is part of it: there is no condition to wait for.</summary>
    private static Task LastAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System);

    private static Fault OnLines(string name, FaultRules rules, TimeSpan time, bool all) => new(name, async world =>
    {
        var lines = all ? world.Lines : [world.Lines[world.Random.Next(world.Lines.Count)]];
        foreach (var line in lines) line.Rules = rules;
        await LastAsync(time);
        foreach (var line in lines) line.Resume();
    });
}
