using System.Globalization;
using Dpa.Realtime.Specification;

namespace Dpa.Realtime.Redis.Tests.Worlds;

/// <summary>Tests of several nodes on the shared server, each test under a prefix of its own.</summary>
public abstract class NodesTest : IAsyncLifetime
{
    private readonly string _prefix = $"n{Guid.NewGuid():N}";
    private readonly ShiftedTimeProvider _time = new();
    private readonly List<RedisNode> _nodes = [];

    protected const string Owner = "user-1";

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected string Prefix => _prefix;

    private protected DpaRealtimeOptions Options { get; } = new();

    /// <summary>By how much the server's clock was set, beside the time that passed for all.</summary>
    private protected TimeSpan ServerStep { get; set; }

    public virtual ValueTask InitializeAsync() => default;

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected async Task<(RedisNode Node, RecordingReceiver Ear)> NodeAsync(string? address = null)
    {
        address ??= (await SharedServers.Server).Address;
        var node = new RedisNode(
            redis =>
            {
                redis.Configuration = address;
                redis.KeyPrefix = _prefix;
                redis.TimeShift = () => _time.Shift + ServerStep;
            },
            Options,
            _time);
        _nodes.Add(node);
        var ear = new RecordingReceiver();
        await node.AttachAsync(ear);
        return (node, ear);
    }

    /// <summary>Deletes what the nodes of this test have in Redis.</summary>
    private protected async Task FlushAsync() =>
        await (await SharedServers.Server).CommandAsync(
            "EVAL", "for _, k in ipairs(redis.call('KEYS', ARGV[1])) do redis.call('DEL', k) end", "0", $"*{Prefix}*");

    /// <summary>
    /// Another node, which the test plays: it is there as one that was heard of just now, or so long ago.
    /// </summary>
    /// <param name="node">Its name.</param>
    /// <param name="list"><c>present</c>, or <c>restoring</c>.</param>
    /// <param name="ago">How long ago.</param>
    private protected async Task PlayAsync(string node, string list, TimeSpan ago = default)
    {
        var server = await SharedServers.Server;
        var now = (await server.CommandAsync("TIME")).Split('\n');
        var at =
            (long.Parse(now[0], CultureInfo.InvariantCulture) * 1000)
            + (long.Parse(now[1], CultureInfo.InvariantCulture) / 1000)
            - (long)ago.TotalMilliseconds;
        await server.CommandAsync("ZADD", $"{{{Prefix}}}:{list}", at.ToString(CultureInfo.InvariantCulture), node);
    }

    /// <summary>The node that the test plays says what it holds.</summary>
    private protected async Task ArriveAsync(string node)
    {
        var server = await SharedServers.Server;
        foreach (
            var generation in new[]
            {
                await server.CommandAsync("GET", $"{{{Prefix}}}:mark"),
                await server.InfoAsync("replication", "master_replid"),
            })
            await server.CommandAsync("SADD", $"{{{Prefix}}}:compared:{generation}", node);
    }

    private protected void Pass(TimeSpan time) => _time.Advance(time);

    private protected static PipelineChange Change(
        string id, string token, long sequence, params StageChange[] stages) =>
        new()
        {
            PipelineId = id, ProducerToken = token, Sequence = sequence, Stages = [.. stages],
        };

    private protected static StageChange At(string stage, double progress) => new() { Id = stage, Progress = progress };

    private protected static StageChange Begin(string stage) =>
        new() { Id = stage, Status = PipelineStatus.Processing };

    private protected static async Task<PipelineState> ReadAsync(RedisNode node, string id) =>
        Assert.Single(await node.Backplane.ReadAsync([id], Ct));
}
