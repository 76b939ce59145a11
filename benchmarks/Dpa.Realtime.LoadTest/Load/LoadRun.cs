using System.Diagnostics;
using System.Net.Http.Json;
using Dpa.Realtime.LoadTest.Producing;
using Dpa.Realtime.LoadTest.Results;

namespace Dpa.Realtime.LoadTest.Load;

/// <summary>Connects and subscribes all subscribers, lets the servers publish, and measures what arrives.</summary>
internal sealed class LoadRun(LoadTestOptions options)
{
    public async Task<RunResult> RunAsync(CancellationToken cancellation)
    {
        var recorder = new LatencyRecorder();
        using var watchers = await WatcherGroup.ConnectAsync(options, recorder, cancellation);
        Watcher[] healthy = [.. watchers.Healthy];
        var bytes = watchers.Bytes;

        var start = Stopwatch.GetTimestamp() + Ticks(options.Warmup);
        var window = new ProductionRequest(start, start + Ticks(options.Seconds));
        recorder.Measure(window.Start, window.End);
        var ages = new AgeSampler(healthy);
        var sampling = ages.RunAsync(window.Start, window.End, cancellation);
        using var redis = options.Redis == 0 ? null : await RedisWatch.OpenAsync(options.Redis, cancellation);
        var redisAtStart = redis?.SampleAtAsync(window.Start, cancellation);
        var nodes = await ProduceAsync(window, watchers.Readers, cancellation);
        var production = ProductionReport.OfAll(nodes);
        await sampling;
        var expected = production.Changes * healthy.Length / options.Pipelines;
        await DrainAsync(recorder, expected, cancellation);
        var redisUsed = redisAtStart is null ? null : await redis!.SampleAsync(cancellation) - await redisAtStart;
        return new()
        {
            Peer = options.Peers[0],
            ConnectSeconds = watchers.Connecting.TotalSeconds,
            Expected = expected,
            Deliveries = recorder.Count,
            DeliveriesPerSecond = (double)recorder.Count / options.Seconds,
            P50 = recorder.Milliseconds(50),
            P90 = recorder.Milliseconds(90),
            P99 = recorder.Milliseconds(99),
            P999 = recorder.Milliseconds(99.9),
            Max = recorder.Milliseconds(100),
            AgeP50 = ages.Milliseconds(50),
            AgeP99 = ages.Milliseconds(99),
            AgeMax = ages.Milliseconds(100),
            BytesReceived = watchers.Bytes - bytes,
            Server = production,
            Nodes = nodes,
            Redis = redisUsed,
        };
    }

    /// <summary>A handler that takes the server's certificate, which it made when it started.</summary>
    public static HttpClientHandler Trusting() =>
        new() { ServerCertificateCustomValidationCallback = (_, certificate, _, _) => OwnCertificate.Is(certificate) };

    private async Task<ProductionReport[]> ProduceAsync(
        ProductionRequest window, Task<Task> readers, CancellationToken cancellation)
    {
        using var http = new HttpClient(Trusting()) { Timeout = options.Limit };
        var produced = Task.WhenAll(
            Enumerable
                .Range(0, options.Nodes)
                .Select(node => ProduceAsync(http, new Uri(options.ServerOf(node), "/produce"), window, cancellation)));
        if (await Task.WhenAny(produced, readers) == readers)
            await await readers; // a subscriber that was closed invalidates the run
        return await produced;
    }

    public static async Task<ProductionReport> ProduceAsync(
        HttpClient http, Uri address, ProductionRequest request, CancellationToken cancellation)
    {
        using var answer = await http.PostAsJsonAsync(address, request, cancellation);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<ProductionReport>(cancellation)
            ?? throw new InvalidDataException("no report");
    }

    private static async Task DrainAsync(LatencyRecorder recorder, long expected, CancellationToken cancellation)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (recorder.Count < expected && !recorder.IsQuiet(TimeSpan.FromSeconds(2)))
            await tick.WaitForNextTickAsync(cancellation);
    }

    private static long Ticks(double seconds) => (long)(seconds * Stopwatch.Frequency);
}
