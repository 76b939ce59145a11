using System.Diagnostics;
using System.Net.Http.Json;
using Dpa.Realtime.LoadTest.Peers;
using Dpa.Realtime.LoadTest.Producing;
using Dpa.Realtime.LoadTest.Results;

namespace Dpa.Realtime.LoadTest.Load;

/// <summary>Connects and subscribes all watchers, lets the server publish, and measures what arrives.</summary>
internal sealed class LoadRun(LoadTestOptions options)
{
    // A thousand upgrades at once would measure the listen queue.
    private const int ConnectingAtOnce = 50;

    public async Task<RunResult> RunAsync(CancellationToken cancellation)
    {
        var peer = KnownPeers.Get(options.Peers[0]);
        var connecting = Stopwatch.GetTimestamp();
        var recorder = new LatencyRecorder();
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watchers = Enumerable.Range(0, options.Connections).Select(i => new Watcher(peer, i % options.Pipelines, recorder)).ToArray();
        try
        {
            await Parallel.ForEachAsync(watchers, new ParallelOptions { MaxDegreeOfParallelism = ConnectingAtOnce, CancellationToken = cancellation },
                async (watcher, token) => await watcher.SubscribeAsync(options.Server, token));
            var readers = Task.WhenAny(watchers.Select(w => w.ReadAsync(reading.Token)));
            await Task.WhenAll(watchers.Select(w => w.Subscribed)).WaitAsync(cancellation);
            var connected = Stopwatch.GetElapsedTime(connecting);
            var bytes = watchers.Sum(w => w.Bytes);

            var start = Stopwatch.GetTimestamp() + Ticks(options.Warmup);
            var window = new ProductionRequest(start, start + Ticks(options.Seconds));
            recorder.Measure(window.Start, window.End);
            var production = await ProduceAsync(window, readers, cancellation);
            var expected = production.Changes * options.WatchersPerPipeline;
            await DrainAsync(recorder, expected, cancellation);
            return new()
            {
                Peer = peer.Name,
                ConnectSeconds = connected.TotalSeconds,
                Expected = expected,
                Deliveries = recorder.Count,
                DeliveriesPerSecond = (double)recorder.Count / options.Seconds,
                P50 = recorder.Milliseconds(50),
                P99 = recorder.Milliseconds(99),
                P999 = recorder.Milliseconds(99.9),
                Max = recorder.Milliseconds(100),
                BytesReceived = watchers.Sum(w => w.Bytes) - bytes,
                Server = production,
            };
        }
        finally
        {
            await reading.CancelAsync();
            foreach (var watcher in watchers)
                watcher.Dispose();
        }
    }

    private async Task<ProductionReport> ProduceAsync(ProductionRequest window, Task<Task> readers, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = options.Server, Timeout = options.Limit };
        var produced = ProduceAsync(http, window, cancellation);
        if (await Task.WhenAny(produced, readers) == readers)
            await await readers; // a watcher that was closed spoils the run
        return await produced;
    }

    private static async Task<ProductionReport> ProduceAsync(HttpClient http, ProductionRequest request, CancellationToken cancellation)
    {
        using var answer = await http.PostAsJsonAsync("/produce", request, cancellation);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<ProductionReport>(cancellation) ?? throw new InvalidDataException("no report");
    }

    private static async Task DrainAsync(LatencyRecorder recorder, long expected, CancellationToken cancellation)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (recorder.Count < expected && !recorder.IsQuiet(TimeSpan.FromSeconds(2)))
            await tick.WaitForNextTickAsync(cancellation);
    }

    private static long Ticks(double seconds) => (long)(seconds * Stopwatch.Frequency);
}
