using Dpa.Realtime.Backplane;
using Dpa.Realtime.Faults.Redis;
using Dpa.Realtime.Specification;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Tests.Worlds;

/// <summary>
/// Nodes on a real Redis. Time is moved: the nodes' clocks, the server's as the scripts see it, and how long keys have
/// to live.
/// </summary>
internal sealed class RedisWorld(Func<Task<string>> connectionString) : BackplaneWorld
{
    // What expires is brought forward by hand: a test does not wait for an hour.
    private const string Forward = """
        for _, key in ipairs(redis.call('KEYS', ARGV[1])) do
            local left = redis.call('PTTL', key)
            if left > 0 then
                if left <= tonumber(ARGV[2]) then redis.call('DEL', key) else redis.call('PEXPIRE', key, left - tonumber(ARGV[2])) end
            end
        end
        """;

    // The contract says nothing of time: a machine that is busy with other tests may take longer than the product's 2
    // s.
    private const string Patience = "asyncTimeout=20000";

    private readonly string _prefix = $"t{Guid.NewGuid():N}";
    private readonly ShiftedTimeProvider _time = new();
    private readonly List<RedisNode> _nodes = [];
    private string _address = "";

    public static RedisWorld OnServer() => new(async () => (await SharedServers.Server).Address);

    public static RedisWorld OnCluster() => new(async () => (await SharedServers.Cluster).ConnectionString);

    public override async ValueTask InitializeAsync() => _address = await connectionString();

    internal override IBackplane Node(IBackplaneReceiver receiver)
    {
        var node = new RedisNode(Configure, Options, _time);
        _nodes.Add(node);
        node.Backplane.Attach(receiver);
        Assert.True(node.Backplane.Tried.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        return node.Backplane;
    }

    public override async ValueTask PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(_address + ",allowAdmin=true");
        foreach (var server in connection.GetServers().Where(s => !s.IsReplica))
            await server.ExecuteAsync(
                "EVAL",
                [
                    Forward, "0", $"*{_prefix}*",
                    ((long)time.TotalMilliseconds).ToString(System.Globalization.CultureInfo.InvariantCulture),
                ]);
        foreach (var node in _nodes)
            await node.Backplane.SweepAsync(TestContext.Current.CancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
        await base.DisposeAsync();
    }

    private void Configure(RedisBackplaneOptions redis)
    {
        redis.Configuration = $"{_address},{Patience}";
        redis.KeyPrefix = _prefix;
        redis.Retention = Options.Retention;
        redis.TimeShift = () => _time.Shift;
    }
}
