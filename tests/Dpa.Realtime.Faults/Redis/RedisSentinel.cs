namespace Dpa.Realtime.Faults.Redis;

/// <summary>A master, its replica and three sentinels that watch them, on this machine.</summary>
public sealed class RedisSentinel : IAsyncDisposable
{
    /// <summary>The name under which the sentinels know the master.</summary>
    public const string ServiceName = "dpa";

    private readonly List<RedisServer> _servers = [];
    private readonly List<RedisServer> _sentinels = [];

    private RedisSentinel()
    {
    }

    /// <summary>The two data servers; which is the master says <see cref="MasterAsync"/>.</summary>
    public IReadOnlyList<RedisServer> Servers => _servers;

    /// <summary>The three that watch.</summary>
    public IReadOnlyList<RedisServer> Sentinels => _sentinels;

    /// <summary>The sentinels' addresses and the service's name.</summary>
    public string ConnectionString =>
        $"{string.Join(',', _sentinels.Select(s => s.Address))},serviceName={ServiceName}";

    /// <summary>Starts all five and waits until the replica follows and the sentinels agree.</summary>
    /// <param name="arguments">Added to both data servers' command lines.</param>
    public static async Task<RedisSentinel> StartAsync(params string[] arguments)
    {
        var sentinel = new RedisSentinel();
        try
        {
            var master = await sentinel.AddServerAsync(arguments);
            await sentinel.AddServerAsync([.. arguments, "--replicaof", "127.0.0.1", $"{master.Port}"]);
            for (var i = 0; i < 3; i++) await sentinel.AddSentinelAsync(master.Port);
            await sentinel.WaitReadyAsync();
            return sentinel;
        }
        catch
        {
            await sentinel.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Waits until one server is the master of the other for every sentinel, so that a failover can begin.
    /// </summary>
    public Task WaitReadyAsync() =>
        Eventually.HoldsAsync(IsReadyAsync, "sentinels that agree", TimeSpan.FromSeconds(60));

    /// <summary>The server that the sentinels call the master; null while they do not agree.</summary>
    public async Task<RedisServer?> MasterAsync()
    {
        var said = new HashSet<string>(StringComparer.Ordinal);
        foreach (var sentinel in _sentinels)
            said.Add((await sentinel.CommandAsync("SENTINEL", "get-master-addr-by-name", ServiceName)).Split('\n')[^1]);
        return said.Count == 1 ? _servers.FirstOrDefault(s => $"{s.Port}" == said.First()) : null;
    }

    /// <summary>Kills the master and waits until the sentinels have made the other one the master.</summary>
    /// <param name="lost">For how long the replica is cut off before: what the master accepts meanwhile is
    /// lost.</param>
    /// <returns>The killed one, for <see cref="BringBackAsync"/>.</returns>
    public async Task<RedisServer> FailOverAsync(TimeSpan lost = default)
    {
        var master = await MasterAsync()
            ?? throw new InvalidOperationException("The sentinels do not agree on a master.");
        if (lost > TimeSpan.Zero)
            await CutOffAsync(master, lost);
        await master.KillAsync();
        await Eventually.HoldsAsync(
            async () =>
                await MasterAsync() is { } next
                && next != master
                && await next.InfoAsync("replication", "role") == "master",
            "a new master", TimeSpan.FromSeconds(60));
        return master;
    }

    /// <summary>
    /// Starts a killed server again and waits until it follows the master. As a replica from the beginning, as start
    /// scripts that ask the sentinels do; or as what it was when it died: then it is an empty master of its own for
    /// some 10 s, until the sentinels have made it a replica, and what clients write to it meanwhile is lost.
    /// </summary>
    public async Task BringBackAsync(RedisServer server, bool asReplica = true)
    {
        var master = await MasterAsync()
            ?? throw new InvalidOperationException("The sentinels do not agree on a master.");
        await server.RestartAsync(arguments: asReplica ? ["--replicaof", "127.0.0.1", $"{master.Port}"] : []);
        await WaitReadyAsync();
    }

    /// <summary>Kills all and removes their folders.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var one in _sentinels.Concat(_servers)) await one.DisposeAsync();
    }

    /// <summary>The replica's connection is killed and no new one is taken, while those of clients stay.</summary>
    private static async Task CutOffAsync(RedisServer master, TimeSpan time)
    {
        using var connection = await master.OpenAsync();
        await connection.CommandAsync(["CONFIG", "SET", "maxclients", "1"], CancellationToken.None);
        await connection.CommandAsync(["CLIENT", "KILL", "TYPE", "replica"], CancellationToken.None);
        await Task.Delay(time, TimeProvider.System);
    }

    private async Task<RedisServer> AddServerAsync(string[] arguments)
    {
        _servers.Add(await RedisServer.StartAsync(["--repl-diskless-sync-delay", "0", .. arguments]));
        return _servers[^1];
    }

    private async Task AddSentinelAsync(int masterPort)
    {
        var file = $"""
            bind 127.0.0.1
            sentinel monitor {ServiceName} 127.0.0.1 {masterPort} 2
            sentinel down-after-milliseconds {ServiceName} 1000
            sentinel failover-timeout {ServiceName} 3000

            """;
        var options = new RedisServerOptions { Files = new Dictionary<string, string> { ["sentinel.conf"] = file } };
        _sentinels.Add(await RedisServer.StartAsync(options, FreePorts.Next, ["sentinel.conf", "--sentinel"]));
    }

    private async Task<bool> IsReadyAsync()
    {
        if (await MasterAsync() is not { IsRunning: true } master)
            return false;
        if (!_servers.All(s => s.IsRunning))
            return true; // nobody to follow it
        if (!(await master.InfoAsync("replication", "slave0")).Contains("state=online", StringComparison.Ordinal))
            return false;
        foreach (var sentinel in _sentinels)
        {
            var known = (await sentinel.CommandAsync("SENTINEL", "master", ServiceName)).Split('\n');
            if (
                After(known, "num-other-sentinels") != "2"
                || After(known, "num-slaves") != "1"
                || After(known, "flags") != "master")
                return false;
        }

        return true;
    }

    private static string? After(string[] lines, string name) => lines.SkipWhile(l => l != name).ElementAtOrDefault(1);
}
