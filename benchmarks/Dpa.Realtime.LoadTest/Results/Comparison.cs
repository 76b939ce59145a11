using System.Globalization;
using System.Text.Json;
using Dpa.Realtime.LoadTest.Load;

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
            await ReportAsync(machine, Tables.OfIdle(idle) + "\n" + Tables.Ratio("RSS each", idle, r => r.Peer, r => r.ResidentKilobytes), idle);
            return 0;
        }
        var runs = await RunAllAsync<RunResult>(cancellation);
        await ReportAsync(machine, options.Scenario == Scenario.Overload
            ? Tables.OfOverload(runs)
            : Tables.Of(runs) + "\n" + Tables.Ratio("deliveries per CPU second", runs, r => r.Peer, r => r.DeliveriesPerCpuSecond), runs);
        return 0;
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
                runs.Add(JsonSerializer.Deserialize<T>(await RunOneAsync(peer, cancellation)) ?? throw new InvalidDataException("no result"));
        return runs;
    }

    private async Task<string> RunOneAsync(string peer, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.Limit + TimeSpan.FromSeconds(30));
        var pinned = options.Pin && OperatingSystem.IsLinux() && Environment.ProcessorCount > 1;
        using var server = new ChildProcess("server", options.ArgumentsFor(peer), pinned ? 0 : null);
        await WaitUntilReadyAsync(server, limit.Token);
        using var load = new ChildProcess("load", options.ArgumentsFor(peer), pinned ? 1 : null);
        return await load.ReadToEndAsync(limit.Token);
    }

    private async Task WaitUntilReadyAsync(ChildProcess server, CancellationToken cancellation)
    {
        using var http = new HttpClient(LoadRun.Trusting()) { BaseAddress = options.Server };
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
        var hard = File.ReadLines(Limits).First(l => l.StartsWith("Max open files", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[4];
        if (long.TryParse(hard, CultureInfo.InvariantCulture, out var files) && files < options.Connections + 200)
            throw new InvalidOperationException($"{options.Connections} connections want more than the {files} open files that are allowed: ulimit -Hn {options.Connections + 200}");
    }

    private string Command()
    {
        var arguments = commandLine.Split(' ').SkipWhile(a => a is not ("run" or "overload" or "idle"));
        return $"dotnet run -c Release --project benchmarks/Dpa.Realtime.LoadTest -- {string.Join(' ', arguments)}";
    }
}
