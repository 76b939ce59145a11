using System.Diagnostics;
using System.Net.Http.Json;
using Dpa.Realtime.LoadTest.Load;
using Dpa.Realtime.LoadTest.Producing;

namespace Dpa.Realtime.LoadTest.Cuts;

/// <summary>
/// Connects all subscribers, lets the server publish, cuts each subscriber repeatedly, and checks what each holds at
/// the end.
/// </summary>
internal sealed class CutRun(LoadTestOptions options)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(3);

    private readonly NewestStamps _newest = new(options.Pipelines);
    private readonly CutRecorder _recorder = new();

    public async Task<CutResult> RunAsync(CancellationToken cancellation)
    {
        using var http = new HttpClient(LoadRun.Trusting()) { BaseAddress = options.Server, Timeout = options.Limit };
        using var running = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var schedule = new TaskCompletionSource<CutSchedule>(TaskCreationOptions.RunContinuationsAsynchronously);
        CutWatcher[] watchers =
        [
            .. Enumerable
                .Range(0, options.Connections)
                .Select(i => new CutWatcher(
                    PeerSessions.Of(options.Peers[0], i % options.Pipelines), i, options, _newest, _recorder)),
        ];
        var runs = await StartAsync(watchers, schedule.Task, http, running.Token);
        var start = Stopwatch.GetTimestamp() + options.Warmup * Stopwatch.Frequency;
        var window = new ProductionRequest(start, start + options.Seconds * Stopwatch.Frequency);
        schedule.SetResult(new CutSchedule(options, window.Start, window.End));
        var production = await ProduceAsync(http, window, Task.WhenAny(runs), cancellation);
        await SettleAsync(watchers, cancellation);
        await running.CancelAsync();
        return new()
        {
            Peer = options.Peers[0],
            Watchers = watchers.Length,
            AtTruth = watchers.Count(w => w.IsAtTruth),
            Cuts = _recorder.Cuts,
            Refused = _recorder.Refused,
            Expected = Enumerable
                .Range(0, watchers.Length)
                .Sum(i => ChangesOf(i % options.Pipelines, production.Published)),
            Received = watchers.Sum(w => w.Received),
            Recorded = _recorder.Recorded,
            OpenP50 = _recorder.SinceOpenMs(50),
            OpenP99 = _recorder.SinceOpenMs(99),
            OpenMax = _recorder.SinceOpenMs(100),
            CutP50 = _recorder.SinceCutMs(50),
            CutP99 = _recorder.SinceCutMs(99),
            BytesReceived = watchers.Sum(w => w.Bytes),
            Server = production,
        };
    }

    private static async Task<Task[]> StartAsync(
        CutWatcher[] watchers, Task<CutSchedule> schedule, HttpClient http, CancellationToken cancellation)
    {
        const int AtOnce = 50; // a thousand upgrades at once would measure the listen queue
        List<Task> runs = [];
        foreach (var group in watchers.Chunk(AtOnce))
        {
            runs.AddRange(group.Select(watcher => watcher.RunAsync(schedule, http, cancellation)));
            await Task.WhenAll(group.Select(watcher => watcher.Subscribed))
                .WaitAsync(TimeSpan.FromSeconds(30), cancellation);
        }
        return [.. runs];
    }

    private static async Task<ProductionReport> ProduceAsync(
        HttpClient http, ProductionRequest window, Task<Task> ended, CancellationToken cancellation)
    {
        var producing = http.PostAsJsonAsync("/produce", window, cancellation);
        if (await Task.WhenAny(producing, ended) == ended)
            await await ended; // a subscriber that fails invalidates the run
        using var answer = await producing;
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<ProductionReport>(cancellation)
            ?? throw new InvalidDataException("no report");
    }

    /// <summary>Waits until all hold the last change, or nothing has come for a while.</summary>
    private static async Task SettleAsync(CutWatcher[] watchers, CancellationToken cancellation)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var (received, since) = (-1L, Stopwatch.GetTimestamp());
        while (await tick.WaitForNextTickAsync(cancellation))
        {
            var now = watchers.Sum(w => w.Received);
            if (now != received)
                (received, since) = (now, Stopwatch.GetTimestamp());
            else if (Stopwatch.GetElapsedTime(since) > Quiet)
                return;
        }
    }

    // The schedule takes the pipelines in turn.
    private long ChangesOf(int pipeline, long published) =>
        published / options.Pipelines + (pipeline < published % options.Pipelines ? 1 : 0);
}
