using System.Globalization;

namespace Dpa.Realtime.LoadTest.Results;

/// <summary>All peers in turn, so often as asked, each run with a fresh server and a fresh load process.</summary>
internal sealed class Comparison(LoadTestOptions options, string commandLine)
{
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        RequireOpenFiles();
        var machine = Machine.Current();
        var runs = new List<RunResult>();
        for (var repeat = 0; repeat < options.Repeats; repeat++)
            foreach (var peer in options.Peers)
                runs.Add(await RunOneAsync(peer, cancellation));
        Console.WriteLine(ResultFiles.Table(runs));
        if (options.Out is { } path)
            await ResultFiles.WriteAsync(path, machine, options, Command(), runs);
        return 0;
    }

    private async Task<RunResult> RunOneAsync(string peer, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.Limit + TimeSpan.FromSeconds(30));
        var pinned = options.Pin && OperatingSystem.IsLinux() && Environment.ProcessorCount > 1;
        using var server = new ChildProcess("server", options.ArgumentsFor(peer), pinned ? 0 : null);
        await WaitUntilReadyAsync(server, limit.Token);
        using var load = new ChildProcess("load", options.ArgumentsFor(peer), pinned ? 1 : null);
        return RunResult.FromJson(await load.ReadToEndAsync(limit.Token));
    }

    private async Task WaitUntilReadyAsync(ChildProcess server, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = options.Server };
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
        var arguments = commandLine.Split(' ').SkipWhile(a => a != "run");
        return $"dotnet run -c Release --project benchmarks/Dpa.Realtime.LoadTest -- {string.Join(' ', arguments)}";
    }
}
