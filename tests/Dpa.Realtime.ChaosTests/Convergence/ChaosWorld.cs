using Dpa.Realtime.ChaosNode;
using Dpa.Realtime.ChaosTests.Histories;
using Dpa.Realtime.ChaosTests.Nodes;
using Dpa.Realtime.ChaosTests.Watching;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Proxy;

namespace Dpa.Realtime.ChaosTests.Convergence;

/// <summary>
/// Three nodes on one Redis, watchers on all of them, and what is under way: one world for many rounds, each with one
/// fault.
/// </summary>
internal sealed class ChaosWorld : IAsyncDisposable
{
    public const string User = "user-1";
    public const int Steps = 120; // of each stage; with up to 24 ms between two that is about 1.5 s

    public const int EndedSteps = 5; // of the pipeline that has ended before the fault

    private const int PauseMs = 24;
    private static readonly string[] Stages = ["a", "b", "c", "d"];

    private readonly List<NodeProcess> _nodes = [];
    private readonly List<FaultProxy> _proxies = [];
    private readonly List<Watcher> _watchers = [];
    private readonly List<ProducerOrder> _orders = [];
    private readonly Dictionary<NodeProcess, List<ProducerOrder>> _ordersOf = [];
    private int _rounds;

    private ChaosWorld(Random random) => Random = random;

    public Random Random { get; }

    public IReadOnlyList<NodeProcess> Nodes => _nodes;

    /// <summary>
    /// The lines between the nodes and Redis, one each; none where the nodes find their servers by themselves
    /// (Sentinel, Cluster).
    /// </summary>
    public IReadOnlyList<FaultProxy> Lines => _proxies;

    public IReadOnlyList<Watcher> Watchers => _watchers;

    /// <summary>The pipelines of this round.</summary>
    public IReadOnlyList<string> Pipelines => [.. _orders.Select(o => o.PipelineId).Distinct()];

    /// <param name="seed">Decides all that is drawn.</param>
    /// <param name="redis">The connection string; or, with <paramref name="redisPort"/>, null.</param>
    /// <param name="redisPort">A single server, that each node reaches by a line of its own.</param>
    public static async Task<ChaosWorld> StartAsync(int seed, string? redis, int? redisPort)
    {
        var world = new ChaosWorld(new Random(seed));
        try
        {
            for (var i = 0; i < 3 && redisPort is { } port; i++)
                world._proxies.Add(FaultProxy.Start(port, seed + i));
            var starting = Enumerable
                .Range(0, 3)
                .Select(i =>
                    NodeProcess.StartAsync(
                        redis ?? world._proxies[i].Address, "--DpaRealtime:HeartbeatInterval=00:00:05",
                        "--DpaRealtime:ProducerLease=00:00:10"));
            world._nodes.AddRange(await Task.WhenAll(starting));
            for (var i = 0; i < 6; i++) world._watchers.Add(new Watcher(world.Watcher(i, seed)));
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Four new pipelines (one on each node, and one with producers on two), watched by all; one more that has ended.
    /// </summary>
    public async Task BeginAsync()
    {
        _orders.Clear();
        _ordersOf.Clear();
        var round = ++_rounds;
        var ended = Order(_nodes[round % 3], $"r{round}-ended", "start", ["a"], EndedSteps);
        for (var i = 0; i < 3; i++) Order(_nodes[i], $"r{round}-p{i}", "start", Stages[..2]);
        var (one, other) = (_nodes[round % 3], _nodes[(round + 1) % 3]);
        Order(one, $"r{round}-shared", "start", Stages[..2], all: Stages);
        Order(other, $"r{round}-shared", "join", Stages[2..], all: Stages);
        foreach (var watcher in _watchers) await watcher.WatchAsync(Pipelines);
        foreach (var (node, orders) in _ordersOf)
            foreach (var order in orders) await node.OrderAsync(order);
        await Eventually.HoldsAsync(
            () =>
                _watchers.All(w =>
                    Pipelines.All(id =>
                        w.Pipelines[id].State is { } state
                        && (id != ended.PipelineId || (string)state["status"]! is "completed" or "failed"))),
            "every watcher sees every pipeline, and the first one ended",
            TimeSpan.FromSeconds(30));
    }

    /// <summary>Starts a killed node again and gives its producers' work to new ones.</summary>
    public async Task RestartAsync(NodeProcess node)
    {
        await node.StartAsync();
        foreach (var order in _ordersOf.GetValueOrDefault(node) ?? [])
        {
            if (order.PipelineId.EndsWith("-ended", StringComparison.Ordinal))
                continue;
            await node.OrderAsync(
                order with
                {
                    Mode = order.Mode == "start" ? "resume" : order.Mode, Seed = order.Seed + 1,
                });
        }
    }

    public Task SetGatesAsync(bool isOpen) => Task.WhenAll(_nodes.Select(n => n.SetGateAsync(isOpen)));

    public IReadOnlyList<WatchHistory> Histories() =>
        [.. _watchers.SelectMany(w => Pipelines.Select(id => new WatchHistory(w.Name, id, w.Pipelines[id].Seen)))];

    public IReadOnlyList<Said> Said() =>
        [.. _nodes.SelectMany(n => n.Said()).Where(s => Pipelines.Contains(s.Pipeline))];

    public async ValueTask DisposeAsync()
    {
        foreach (var watcher in _watchers) await watcher.DisposeAsync();
        foreach (var node in _nodes) await node.DisposeAsync();
        foreach (var proxy in _proxies) await proxy.DisposeAsync();
    }

    private ProducerOrder Order(
        NodeProcess node, string id, string mode, string[] own, int steps = Steps, string[]? all = null)
    {
        var order = new ProducerOrder(id, User, mode, all ?? own, own, steps, PauseMs, Random.Next());
        _orders.Add(order);
        if (!_ordersOf.TryGetValue(node, out var orders)) _ordersOf[node] = orders = [];
        orders.Add(order);
        return order;
    }

    /// <summary>Two on each node; some want less than everything.</summary>
    private WatcherOptions Watcher(int i, int seed) => new($"watcher-{i}", User, [.. _nodes.Select(n => n.WebSocket)])
    {
        First = i % 3, Seed = seed + i, WantsStages = i != 5, MaxHz = i == 4 ? 5 : null,
    };
}
