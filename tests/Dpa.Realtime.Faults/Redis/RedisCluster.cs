using System.Diagnostics;
using System.Globalization;

namespace Dpa.Realtime.Faults.Redis;

/// <summary>A Redis Cluster of real servers on this machine; slots can be moved while it is used.</summary>
public sealed class RedisCluster : IAsyncDisposable
{
    private static readonly TimeSpan CliLimit = TimeSpan.FromSeconds(60);

    private readonly List<RedisServer> _nodes;

    private RedisCluster(List<RedisServer> nodes) => _nodes = nodes;

    /// <summary>All nodes, the first masters first.</summary>
    public IReadOnlyList<RedisServer> Nodes => _nodes;

    /// <summary>The addresses of all nodes with commas between.</summary>
    public string ConnectionString => string.Join(',', _nodes.Select(n => n.Address));

    /// <summary>Starts three masters and as many replicas as said, and waits until all agree.</summary>
    /// <param name="replicas">Replicas of each master. Default 0.</param>
    /// <param name="arguments">Added to each node's command line.</param>
    public static async Task<RedisCluster> StartAsync(int replicas = 0, params string[] arguments)
    {
        var cluster = new RedisCluster([]);
        try
        {
            // A replica takes over 2 s after its master was last heard; slots that have no node are the only ones that
            // are refused.
            var options = new RedisServerOptions
            {
                Arguments =
                [
                    "--cluster-enabled", "yes", "--cluster-node-timeout", "2000", "--cluster-require-full-coverage",
                    "no", "--repl-diskless-sync-delay", "0", .. arguments,
                ],
            };
            for (var i = 0; i < 3 * (1 + replicas); i++)
                cluster._nodes.Add(await RedisServer.StartAsync(options, FreePorts.NextForCluster, []));
            await CliAsync([
                "--cluster", "create",
                .. cluster._nodes.Select(n => n.Address),
                "--cluster-replicas", $"{replicas}", "--cluster-yes",
            ]);
            await cluster.WaitReadyAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Waits until every running node says <c>cluster_state:ok</c>, knows all others and every replica follows its
    /// master.
    /// </summary>
    public Task WaitReadyAsync() =>
        Eventually.HoldsAsync(IsReadyAsync, "a cluster that agrees", TimeSpan.FromSeconds(60));

    /// <summary>Moves one slot, with its keys, to another master, as an operator's resharding does.</summary>
    public async Task MigrateSlotAsync(int slot, RedisServer to)
    {
        var from = await OwnerOfAsync(slot);
        if (from == to)
            return;
        var (number, source, target) = (
            slot.ToString(CultureInfo.InvariantCulture), await from.CommandAsync("CLUSTER", "MYID"),
            await to.CommandAsync("CLUSTER", "MYID"));
        await to.CommandAsync("CLUSTER", "SETSLOT", number, "IMPORTING", source);
        await from.CommandAsync("CLUSTER", "SETSLOT", number, "MIGRATING", target);
        while (await from.CommandAsync("CLUSTER", "GETKEYSINSLOT", number, "100") is { Length: > 0 } keys)
            await from.CommandAsync([
                "MIGRATE", "127.0.0.1", $"{to.Port}", "", "0", "5000", "KEYS", .. keys.Split('\n'),
            ]);
        await to.CommandAsync("CLUSTER", "SETSLOT", number, "NODE", target);
        await from.CommandAsync("CLUSTER", "SETSLOT", number, "NODE", target);
        foreach (var node in await MastersAsync())
            await node.CommandAsync("CLUSTER", "SETSLOT", number, "NODE", target);
    }

    /// <summary>The slot of a key, its hash tag minded.</summary>
    public async Task<int> SlotOfAsync(string key) =>
        int.Parse(await Running().First().CommandAsync("CLUSTER", "KEYSLOT", key), CultureInfo.InvariantCulture);

    /// <summary>The master that serves a slot now.</summary>
    public async Task<RedisServer> OwnerOfAsync(int slot)
    {
        foreach (
            var line in (await Running().First().CommandAsync("CLUSTER", "NODES")).Split(
                '\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split(' ');
            if (
                !parts[2].Contains("master", StringComparison.Ordinal)
                || parts[2].Contains("fail", StringComparison.Ordinal)
                || !parts.Skip(8).Any(range => Holds(range, slot)))
                continue;
            var port = int.Parse(parts[1].Split(':', '@')[1], CultureInfo.InvariantCulture);
            return _nodes.First(n => n.Port == port);
        }

        throw new InvalidOperationException($"No master has slot {slot}.");
    }

    /// <summary>Those that run and are masters now.</summary>
    public async Task<IReadOnlyList<RedisServer>> MastersAsync()
    {
        var masters = new List<RedisServer>();
        foreach (var node in Running())
            if (await node.InfoAsync("replication", "role") == "master") masters.Add(node);
        return masters;
    }

    /// <summary>Kills all and removes their folders.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
    }

    private IEnumerable<RedisServer> Running() => _nodes.Where(n => n.IsRunning);

    private async Task<bool> IsReadyAsync()
    {
        foreach (var node in Running())
        {
            var info = await node.CommandAsync("CLUSTER", "INFO");
            if (
                !info.Contains("cluster_state:ok", StringComparison.Ordinal)
                || !info.Contains("cluster_slots_ok:16384\r", StringComparison.Ordinal)
                || !info.Contains($"cluster_known_nodes:{_nodes.Count}\r", StringComparison.Ordinal))
                return false;
            var isReplica = await node.InfoAsync("replication", "role") == "slave";
            if (isReplica && await node.InfoAsync("replication", "master_link_status") != "up") return false;
        }

        return true;
    }

    private static bool Holds(string range, int slot)
    {
        if (range.StartsWith('[')) return false; // one that is on its way
        var ends = range.Split('-').Select(e => int.Parse(e, CultureInfo.InvariantCulture)).ToArray();
        return slot >= ends[0] && slot <= ends[^1];
    }

    private static async Task CliAsync(IEnumerable<string> arguments)
    {
        using var cli = Process.Start(
            new ProcessStartInfo("redis-cli", arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        using var limit = new CancellationTokenSource(CliLimit);
        var (output, error) = (
            cli.StandardOutput.ReadToEndAsync(limit.Token), cli.StandardError.ReadToEndAsync(limit.Token));
        try
        {
            await cli.WaitForExitAsync(limit.Token);
            if (cli.ExitCode != 0) throw new InvalidOperationException($"redis-cli: {await output} {await error}");
        }
        catch (OperationCanceledException)
        {
            cli.Kill();
            throw new TimeoutException("redis-cli did not end.");
        }
    }
}
