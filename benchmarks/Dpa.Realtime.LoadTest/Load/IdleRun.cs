using System.Net.Http.Json;
using Dpa.Realtime.LoadTest.Producing;
using Dpa.Realtime.LoadTest.Results;

namespace Dpa.Realtime.LoadTest.Load;

/// <summary>The server's memory with all subscribers connected, and without: the difference is theirs.</summary>
internal sealed class IdleRun(LoadTestOptions options)
{
    public async Task<IdleResult> RunAsync(CancellationToken cancellation)
    {
        using var http = new HttpClient(LoadRun.Trusting()) { BaseAddress = options.Server, Timeout = options.Limit };
        // Twice: the first time makes what is made once for a process.
        var held = await ConnectAndTakeAsync(http, TimeSpan.FromSeconds(options.Warmup), cancellation);
        var empty = await TakeAsync(http, cancellation);
        held = await ConnectAndTakeAsync(http, TimeSpan.FromSeconds(options.Seconds), cancellation);
        return new(options.Peers[0], options.Connections, empty, held);
    }

    private async Task<MemoryReport> ConnectAndTakeAsync(HttpClient http, TimeSpan idle, CancellationToken cancellation)
    {
        using var watchers = await WatcherGroup.ConnectAsync(options, new LatencyRecorder(), cancellation);
        if (await Task.WhenAny(Task.Delay(idle, cancellation), watchers.Readers) == watchers.Readers)
            await await watchers.Readers;
        return await TakeAsync(http, cancellation);
    }

    private static async Task<MemoryReport> TakeAsync(HttpClient http, CancellationToken cancellation)
    {
        // Connections that were just ended are let go of within a moment.
        await Task.Delay(TimeSpan.FromSeconds(3), cancellation);
        return await http.GetFromJsonAsync<MemoryReport>("/memory", cancellation)
            ?? throw new InvalidDataException("no report");
    }
}
