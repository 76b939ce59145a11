using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Network;
using Dpa.Realtime.Faults.Redis;

namespace Dpa.Realtime.ChaosTests.Faults;

public sealed class RedisFixtureTests
{
    [Fact]
    public async Task Restart_AfterKill_SamePortAndEmpty()
    {
        await using var redis = await RedisServer.StartAsync();
        var port = redis.Port;
        Assert.InRange(port, 1024, 32_767);
        await redis.CommandAsync("SET", "a", "值");
        Assert.Equal("值", await redis.CommandAsync("GET", "a"));
        await redis.KillAsync();
        Assert.False(redis.IsRunning);
        await redis.RestartAsync();
        Assert.Equal((port, ""), (redis.Port, await redis.CommandAsync("GET", "a")));
    }

    [Fact]
    public async Task Restart_Durable_KeepsUnlessEmptied()
    {
        await using var redis = await RedisServer.StartAsync(new RedisServerOptions { IsDurable = true });
        await redis.CommandAsync("SET", "a", "1");
        await redis.RestartAsync();
        Assert.Equal("1", await redis.CommandAsync("GET", "a"));
        await redis.RestartAsync(isEmpty: true);
        Assert.Equal("", await redis.CommandAsync("GET", "a"));
    }

    [Fact]
    public async Task Start_PasswordAndAclFile_AreAsked()
    {
        var options = new RedisServerOptions
        {
            Arguments =
            [
                "--aclfile", "users.acl", "--maxmemory", "3mb", "--enable-debug-command", "yes",
                "--client-output-buffer-limit", "pubsub 1mb 1mb 1",
            ],
            Files = new Dictionary<string, string>
            {
                ["users.acl"] = "user default on >secret ~* &* +@all\nuser limited on >little ~dpa:* &dpa:* +@read\n",
            },
        };
        await using var redis = await RedisServer.StartAsync(options);
        Assert.StartsWith(
            "NOAUTH",
            (await Assert.ThrowsAsync<RedisReplyException>(() => redis.CommandAsync("GET", "a"))).Message,
            StringComparison.Ordinal);
        using var connection = await RedisConnection.OpenAsync(
            redis.Port, "secret", TestContext.Current.CancellationToken);
        Assert.Equal(
            "maxmemory\n3145728",
            await connection.CommandAsync(["CONFIG", "GET", "maxmemory"], TestContext.Current.CancellationToken));
        Assert.Equal(
            "OK", await connection.CommandAsync(["DEBUG", "SLEEP", "0"], TestContext.Current.CancellationToken));

        await using var locked = await RedisServer.StartAsync("--requirepass", "p");
        Assert.Equal("PONG", await locked.CommandAsync("PING"));
    }

    [Fact]
    public async Task Pause_ThenResume_AnswersAgain()
    {
        await using var redis = await RedisServer.StartAsync();
        redis.Pause();
        var ping = redis.CommandAsync("PING");
        using (var pause = new CancellationTokenSource(TimeSpan.FromMilliseconds(200)))
            await Assert.ThrowsAsync<TaskCanceledException>(() => ping.WaitAsync(pause.Token));
        redis.Resume();
        Assert.Equal("PONG", await ping);
    }

    [Fact]
    public async Task Dispose_ProcessAndFolder_AreGone()
    {
        var redis = await RedisServer.StartAsync();
        var (folder, process) = (redis.Folder, redis.ProcessId);
        await redis.DisposeAsync();
        Assert.False(Directory.Exists(folder));
        Assert.False(Directory.Exists($"/proc/{process}"));
    }

    [Fact]
    public async Task Cluster_SlotMigrated_KeyIsServedByTheOther()
    {
        await using var cluster = await RedisCluster.StartAsync();
        var slot = await cluster.SlotOfAsync("{a}:1");
        var from = await cluster.OwnerOfAsync(slot);
        await from.CommandAsync("SET", "{a}:1", "v");
        var to = cluster.Nodes.First(n => n != from);
        await cluster.MigrateSlotAsync(slot, to);
        Assert.Same(to, await cluster.OwnerOfAsync(slot));
        Assert.Equal("v", await to.CommandAsync("GET", "{a}:1"));
    }

    [Fact]
    public async Task Cluster_MasterKilled_ReplicaTakesOver()
    {
        await using var cluster = await RedisCluster.StartAsync(replicas: 1);
        var slot = await cluster.SlotOfAsync("a");
        var owner = await cluster.OwnerOfAsync(slot);
        await owner.KillAsync();
        await Eventually.HoldsAsync(async () => (await cluster.MastersAsync()).Count == 3, "three masters again");
        await owner.RestartAsync();
        await cluster.WaitReadyAsync();
        Assert.NotSame(owner, await cluster.OwnerOfAsync(slot));
    }

    [Fact]
    public async Task Sentinel_FailOver_OtherIsMasterAndTheOldOneFollows()
    {
        await using var sentinel = await RedisSentinel.StartAsync();
        var old = await sentinel.FailOverAsync();
        var master = await sentinel.MasterAsync();
        Assert.NotSame(old, master);
        await sentinel.BringBackAsync(old, asReplica: false);
        // Which is which may have changed again: the sentinels of a busy machine fail over for a second's silence.
        Assert.Equal(
            ["master", "slave"],
            new[] { await old.InfoAsync("replication", "role"), await master!.InfoAsync("replication", "role") }.Order()
        );
    }

    [Fact]
    public async Task PacketLoss_All_NothingPassesUntilItEnds()
    {
        Requirements.PacketLoss();
        await using var redis = await RedisServer.StartAsync();
        using var connection = await redis.OpenAsync(TestContext.Current.CancellationToken);
        var loss = PacketLoss.Begin(redis.Port, 100);
        var ping = connection.CommandAsync(["PING"], TestContext.Current.CancellationToken);
        using (var pause = new CancellationTokenSource(TimeSpan.FromMilliseconds(300)))
            await Assert.ThrowsAsync<TaskCanceledException>(() => ping.WaitAsync(pause.Token));
        loss.Dispose();
        Assert.Equal("PONG", await ping);
    }
}
