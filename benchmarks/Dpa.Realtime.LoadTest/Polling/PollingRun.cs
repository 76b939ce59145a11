using System.Diagnostics;
using Dpa.Realtime.LoadTest.Load;
using Dpa.Realtime.LoadTest.Producing;

namespace Dpa.Realtime.LoadTest.Polling;

/// <summary>Compares the bytes of the same changes for clients that are notified and for clients that poll.</summary>
internal sealed class PollingRun(LoadTestOptions options)
{
    public async Task<PollingResult> RunAsync(CancellationToken cancellation)
    {
        var recorder = new LatencyRecorder();
        return options.Peers[0] == "dpa-polling"
            ? await PollAsync(recorder, cancellation)
            : await WatchAsync(recorder, cancellation);
    }

    private async Task<PollingResult> WatchAsync(LatencyRecorder recorder, CancellationToken cancellation)
    {
        using var watchers = await WatcherGroup.ConnectAsync(options, recorder, cancellation);
        var bytes = watchers.Bytes;
        var production = await ProduceAsync(recorder, cancellation);
        return Result(recorder, production, watchers.Bytes - bytes, 0); // pongs alone are sent: a few bytes
    }

    private async Task<PollingResult> PollAsync(LatencyRecorder recorder, CancellationToken cancellation)
    {
        using var running = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Poller[] pollers =
        [
            .. Enumerable
                .Range(0, options.Connections)
                .Select(i => new Poller(options.Server, i % options.Pipelines, recorder)),
        ];
        try
        {
            foreach (var some in pollers.Chunk(50))
                await Task.WhenAll(some.Select(p => p.AskAsync(cancellation))); // each connection and first state
            var (received, sent) = (pollers.Sum(p => p.Received), pollers.Sum(p => p.Sent));
            var asking = Task.WhenAll(pollers.Select((p, i) =>
                p.RunAsync(TimeSpan.FromSeconds(2.0 * i / pollers.Length), running.Token)));
            var producing = ProduceAsync(recorder, cancellation);
            if (await Task.WhenAny(asking, producing) == asking) await asking; // one that fails spoils the run
            var result = Result(
                recorder, await producing, pollers.Sum(p => p.Received) - received, pollers.Sum(p => p.Sent) - sent);
            await running.CancelAsync();
            return result;
        }
        finally
        {
            foreach (var poller in pollers) poller.Dispose();
        }
    }

    private async Task<ProductionReport> ProduceAsync(LatencyRecorder recorder, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp() + (options.Warmup * Stopwatch.Frequency);
        var window = new ProductionRequest(start, start + (options.Seconds * Stopwatch.Frequency));
        recorder.Measure(window.Start, window.End);
        using var http = new HttpClient(LoadRun.Trusting()) { Timeout = options.Limit };
        return await LoadRun.ProduceAsync(http, new Uri(options.Server, "/produce"), window, cancellation);
    }

    private PollingResult Result(LatencyRecorder recorder, ProductionReport production, long received, long sent)
    {
        double seconds = options.Warmup + options.Seconds;
        return new(
            options.Peers[0], options.Connections, received / seconds / options.Connections,
            sent / seconds / options.Connections, recorder.Milliseconds(50), recorder.Milliseconds(99),
            production.CpuSeconds);
    }
}
