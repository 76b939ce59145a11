using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Dpa.Realtime.Faults.Redis;
using Dpa.Realtime.LoadTest.Cuts;
using Dpa.Realtime.LoadTest.Load;
using Dpa.Realtime.LoadTest.Polling;
using Dpa.Realtime.LoadTest.Returning;

namespace Dpa.Realtime.LoadTest.Results;

/// <summary>All peers in turn, so often as asked, each run with a fresh server and a fresh load process.</summary>
internal sealed class Comparison(LoadTestOptions options, string commandLine)
{
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        RequireOpenFiles();
        var machine = Machine.Current();
        if (options.Scenario == Scenario.Idle)
        {
            var idle = await RunAllAsync<IdleResult>(cancellation);
            await ReportAsync(
                machine,
                Tables.OfIdle(idle) + "\n" + Tables.Ratio("RSS each", idle, r => r.Peer, r => r.ResidentKilobytes),
                idle);
            return 0;
        }
        if (options.Scenario == Scenario.Cuts)
        {
            var cuts = await RunAllAsync<CutResult>(cancellation);
            await ReportAsync(machine, CutTables.Of(cuts), cuts);
            return 0;
        }
        if (options.Scenario == Scenario.Return)
        {
            var returns = await RunAllAsync<ReturnResult>(cancellation);
            await ReportAsync(machine, ReturnResult.Table(returns), returns);
            return 0;
        }
        if (options.Scenario == Scenario.Polling)
        {
            var polls = await RunAllAsync<PollingResult>(cancellation);
            await ReportAsync(machine, PollingResult.Table(polls), polls);
            return 0;
        }
        var runs = await RunAllAsync<RunResult>(cancellation);
        await ReportAsync(
            machine, options.Scenario switch
            {
                Scenario.Overload => Tables.OfOverload(runs),
                Scenario.Hot => Tables.OfHot(runs, options),
                Scenario.CrossNode => CrossNodeTables.Of(runs, options.Seconds),
                _ => Tables.Of(runs)
                    + "\n"
                    + Tables.Ratio("deliveries per CPU second", runs, r => r.Peer, r => r.DeliveriesPerCpuSecond)
                    + Tables.Ratio("p50", runs, r => r.Peer, r => r.P50)
                    + Tables.Ratio("p99", runs, r => r.Peer, r => r.P99)
                    + Tables.Ratio("p99.9", runs, r => r.Peer, r => r.P999),
            },
            runs);
        return 0;
    }

    /// <summary>The runs alone.</summary>
    public Task<List<RunResult>> MeasureAsync(CancellationToken cancellation)
    {
        RequireOpenFiles();
        return RunAllAsync<RunResult>(cancellation);
    }

    private async Task ReportAsync(Machine machine, string tables, object runs)
    {
        Console.WriteLine(tables);
        if (options.Out is { } path)
            await ResultFiles.WriteAsync(path, machine, options, Command(), tables, runs);
    }

    private async Task<List<T>> RunAllAsync<T>(CancellationToken cancellation)
    {
        var runs = new List<T>();
        for (var repeat = 0; repeat < options.Repeats; repeat++)
            foreach (var peer in options.Peers)
                runs.Add(
                    JsonSerializer.Deserialize<T>(await RunOneAsync(peer, cancellation))
                        ?? throw new InvalidDataException("no result"));
        return runs;
    }

    private async Task<string> RunOneAsync(string peer, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.Limit + TimeSpan.FromSeconds(30));
        await using var redis = options.Scenario == Scenario.CrossNode ? await StartRedisAsync(limit.Token) : null;
        var servers = new List<ChildProcess>();
        try
        {
            for (var node = 0; node < options.Nodes; node++)
                servers.Add(
                    new ChildProcess(
                        "server", options.ArgumentsFor(peer, node, redis?.Port ?? 0),
                        options.HasCoresOfTheirOwn ? 0 : null, hasDefaults: options.HasDefaults));
            for (var node = 0; node < options.Nodes; node++)
                await WaitUntilReadyAsync(servers[node], options.ServerOf(node), limit.Token);
            using var load = new ChildProcess(
                "load", options.ArgumentsFor(peer, 0, redis?.Port ?? 0), options.HasCoresOfTheirOwn ? 1 : null,
                hasDefaults: options.HasDefaults);
            return await load.ReadToEndAsync(limit.Token);
        }
        finally
        {
            servers.ForEach(server => server.Dispose());
        }
    }

    /// <summary>A Redis as a cache is: nothing is written to a disk. It runs beside the servers.</summary>
    private async Task<RedisServer> StartRedisAsync(CancellationToken cancellation)
    {
        var redis = await RedisServer.StartAsync();
        if (!options.HasCoresOfTheirOwn)
            return redis;
        using var pinning = Process.Start("taskset", ["-acp", "0", $"{redis.ProcessId}"]);
        await pinning.WaitForExitAsync(cancellation);
        return redis;
    }

    private static async Task WaitUntilReadyAsync(ChildProcess server, Uri address, CancellationToken cancellation)
    {
        using var http = new HttpClient(LoadRun.Trusting()) { BaseAddress = address };
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await tick.WaitForNextTickAsync(cancellation))
        {
            if (server.HasExited)
                throw new InvalidOperationException("the server process ended before it was ready");
            try
            {
                await http.GetStringAsync("/ready", cancellation);
                return;
            }
            catch (HttpRequestException)
            {
                continue;
            }
        }
    }

    // The runtime raises the soft limit to the hard one by itself; only a low hard limit is in the way.
    private void RequireOpenFiles()
    {
        const string Limits = "/proc/self/limits";
        if (!File.Exists(Limits))
            return;
        var hard = File.ReadLines(Limits)
            .First(l => l.StartsWith("Max open files", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[4];
        if (long.TryParse(hard, CultureInfo.InvariantCulture, out var files) && files < options.Connections + 200)
            throw new InvalidOperationException(
                $"{options.Connections} connections want more than the {files} open files that are allowed: ulimit -Hn "
                    + $"{options.Connections + 200}"
            );
    }

    private string Command()
    {
        var arguments = commandLine
            .Split(' ')
            .SkipWhile(a => a is not (
                "run" or "quiet" or "cold" or "overload" or "idle" or "return" or "polling" or "cross-node" or "many"
                or "hot" or "cuts"));
        return $"dotnet run -c Release --project benchmarks/Dpa.Realtime.LoadTest -- {string.Join(' ', arguments)}";
    }
}
