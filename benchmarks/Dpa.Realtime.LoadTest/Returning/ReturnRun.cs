using System.Diagnostics;
using System.Net.Http.Json;
using Dpa.Realtime.LoadTest.Cuts;
using Dpa.Realtime.LoadTest.Load;
using Dpa.Realtime.LoadTest.Producing;

namespace Dpa.Realtime.LoadTest.Returning;

/// <summary>
/// All are connected and hold the state, all lose their connections, and come back, 50 at a time. Three times; the
/// first makes what is made once for a process, the others are what is measured.
/// </summary>
internal sealed class ReturnRun(LoadTestOptions options)
{
    private const int Returns = 3;
    private const int AtOnce = 50; // a thousand upgrades at once would measure the listen queue

    public async Task<ReturnResult> RunAsync(CancellationToken cancellation)
    {
        using var http = new HttpClient(LoadRun.Trusting()) { BaseAddress = options.Server, Timeout = options.Limit };
        ReturningWatcher[] watchers =
        [
            .. Enumerable
                .Range(0, options.Connections)
                .Select(i => new ReturningWatcher(
                    PeerSessions.Of(options.Peers[0], i % options.Pipelines), options)),
        ];
        try
        {
            await ConnectAsync(watchers, http, cancellation);
            var (seconds, cpu) = (0.0, 0.0);
            for (var i = 0; i < Returns; i++)
            {
                await LoseAsync(watchers, http, cancellation);
                var before = await LookAsync(http, cancellation);
                var begin = Stopwatch.GetTimestamp();
                await ConnectAsync(watchers, http, cancellation);
                if (i == 0) continue;
                seconds += Stopwatch.GetElapsedTime(begin).TotalSeconds;
                cpu += (await LookAsync(http, cancellation)).CpuSeconds - before.CpuSeconds;
            }

            return new(options.Peers[0], watchers.Length, seconds / (Returns - 1), cpu / (Returns - 1));
        }
        finally
        {
            foreach (var watcher in watchers) watcher.Dispose();
        }
    }

    private static async Task ConnectAsync(
        ReturningWatcher[] watchers, HttpClient http, CancellationToken cancellation) =>
        await Parallel.ForEachAsync(
            watchers,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (watcher, token) => await watcher.ConnectAsync(http, token));

    /// <summary>Ends when the server has let go of all of them.</summary>
    private static async Task LoseAsync(ReturningWatcher[] watchers, HttpClient http, CancellationToken cancellation)
    {
        await Task.Delay(TimeSpan.FromSeconds(2), cancellation); // what follows a confirmation is read
        foreach (var watcher in watchers) watcher.Lose();
        await Task.WhenAll(watchers.Select(w => w.Reading));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await tick.WaitForNextTickAsync(cancellation))
            if ((await LookAsync(http, cancellation)).Open == 0) return;
    }

    private static async Task<ProcessLook> LookAsync(HttpClient http, CancellationToken cancellation) =>
        await http.GetFromJsonAsync<ProcessLook>("/process", cancellation)
        ?? throw new InvalidDataException("no report");
}
