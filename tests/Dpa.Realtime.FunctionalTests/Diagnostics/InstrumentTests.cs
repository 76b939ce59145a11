using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Dpa.Realtime.FunctionalTests.Endpoints;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Diagnostics;

/// <summary>The table of docs/diagnostics.md, against a real server.</summary>
public sealed partial class InstrumentTests
{
    private static readonly string LongMessage = new('进', 500);

    [Fact]
    public async Task Instruments_AreThoseOfTheTable()
    {
        await using var server = await RealtimeServer.StartAsync();
        using var counters = new Counters(server);

        Assert.Equal(Table(), counters.Instruments.Select(i => (i.Name, KindOf(i), i.Unit!)).Order());
    }

    [Fact]
    public async Task Instruments_AllMove()
    {
        var line = new BackplaneLine();
        var handler = new BlockingHandler();
        await using var server = await RealtimeServer.StartAsync(o =>
        {
            o.SendTimeout = TimeSpan.FromMilliseconds(500);
            o.TransitionHandlerTimeout = TimeSpan.FromMilliseconds(200);
            o.MaxQueuedTransitions = 200; // fewer than an outage holds
            o.MaxCommitsInFlight = 1;
        }, b =>
        {
            line.AddTo(b);
            b.Services.AddSingleton<IPipelineTransitionHandler>(handler);
        });
        using var counters = new Counters(server);
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("p", "user-1") { Stages = [new("s")] }, TestContext.Current.CancellationToken);

        await ReportAsync(server, run, counters);
        await BeSlowAsync(server, run, counters);
        await BeAwayAsync(line, run);
        await LoseAsync(line, server, run);
        await WaitForATurnAsync(line, server, run, counters);
        await RefuseAsync(server);
        await UntilAsync(() =>
        {
            counters.Observe();
            return counters["transitions.held"] > 0
                && counters["handlers.failed"] > 0
                && counters["handlers.dropped"] > 0
                && counters["conflated"] > 0
                && counters["callbacks.blocked_threads"] > 0;
        });
        handler.Release();

        Assert.Empty(Table().Select(t => t.Name).Except(counters.Moved));
        string[] tags =
        [
            "callback=TransitionHandler", "error.type=TimedOut", "error.type=not_a_websocket_request", "transport=sse",
            "transport=websocket",
        ];
        Assert.Equal(tags, counters.Tags.Keys.Order(StringComparer.Ordinal)); // and nothing that grows with use
    }

    /// <summary>Good, bad and late reports, and more than a client that asked for few wants.</summary>
    private static async Task ReportAsync(RealtimeServer server, PipelineRun run, Counters counters)
    {
        await using var client = await SubscribeAsync(server);
        await using var seldom = await SubscribeAsync(server, maxHz: 2);
        await using var stream = await EventClient.OpenAsync(server, "?ids=p");
        counters.Observe();
        var stage = await run.StartStageAsync("s", TestContext.Current.CancellationToken);
        for (var percent = 1; percent <= 50; percent++) // a change each, and fewer than a log keeps
        {
            stage.Report(percent);
            await UntilAsync(() => run.State.Stages[0].Progress >= percent);
        }

        stage.Report(150);
        stage.Report(double.NaN);
        await stage.CompleteAsync(TestContext.Current.CancellationToken);
        foreach (var watcher in new[] { client, seldom })
            await watcher.ReceiveUntilAsync(f =>
                (string?)f["stage_type"] == "s" && (string?)f["status"] == "completed");
    }

    /// <summary>A reader of nothing, to which large states are sent until they fit nowhere.</summary>
    private static async Task BeSlowAsync(RealtimeServer server, PipelineRun run, Counters counters)
    {
        await using var stalled = await RawClient.ConnectAsync(server);
        await stalled.SendTextAsync("{\"type\":\"subscribe_pipeline\",\"pipeline_id\":\"p\"}");
        await UntilAsync(async () =>
        {
            for (var i = 0; i < 64; i++) await run.WarnAsync(LongMessage, TestContext.Current.CancellationToken);
            return counters["slow_consumers"] > 0;
        });
    }

    private static async Task BeAwayAsync(BackplaneLine line, PipelineRun run)
    {
        line.IsAway = true;
        for (var i = 0; i < 260; i++)
            Assert.Equal(TransitionOutcome.Held, await run.WarnAsync("held", TestContext.Current.CancellationToken));
        line.IsAway = false;
        await UntilAsync(async () =>
            await run.WarnAsync("back", TestContext.Current.CancellationToken) == TransitionOutcome.Applied);
    }

    private static async Task LoseAsync(BackplaneLine line, RealtimeServer server, PipelineRun run)
    {
        await using var client = await SubscribeAsync(server);
        line.LosesChanges = true;
        await run.WarnAsync("lost on the way", TestContext.Current.CancellationToken);
        line.LosesChanges = false;
        await client.ReceiveUntilAsync(f => (string?)f["message"] == "lost on the way");
    }

    /// <summary>One change is at the backplane, so that another run waits for its turn.</summary>
    private static async Task WaitForATurnAsync(
        BackplaneLine line, RealtimeServer server, PipelineRun run, Counters counters)
    {
        await using var other = await server.Progress.StartAsync(
            new PipelineStart("q", "user-1"), TestContext.Current.CancellationToken);
        line.Changes.Reset();
        Task[] both =
        [
            .. new[] { run, other }.Select(r =>
                Task.Run(async () => await r.WarnAsync("one at a time", TestContext.Current.CancellationToken))),
        ];
        await UntilAsync(() =>
        {
            counters.Observe();
            return counters["runs.waiting"] > 0;
        });
        line.Changes.Set();
        await Task.WhenAll(both);
    }

    private static async Task RefuseAsync(RealtimeServer server)
    {
        using var http = new HttpClient { BaseAddress = server.Http };
        using var answer = await http.GetAsync(
            new Uri("/api/v1/ws/user-1?ticket=x", UriKind.Relative), TestContext.Current.CancellationToken);
    }

    private static async Task<WireClient> SubscribeAsync(RealtimeServer server, double? maxHz = null)
    {
        var client = await WireClient.ConnectAsync(server);
        await client.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "p", max_hz = maxHz });
        await client.ReceiveAsync("subscription_confirmed");
        return client;
    }

    private static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(WireClient.Limit);
        while (!await holds())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static string KindOf(Instrument instrument) => instrument switch
    {
        Counter<long> or Counter<double> => "counter",
        UpDownCounter<long> => "up-down counter",
        ObservableUpDownCounter<long> => "observable up-down counter",
        Histogram<double> => "histogram",
        _ => instrument.GetType().Name,
    };

    private static List<(string Name, string Kind, string Unit)> Table([CallerFilePath] string here = "") =>
        [
            .. File.ReadAllLines(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/diagnostics.md"))
                .Select(l => Row().Match(l))
                .Where(m => m.Success)
                .Select(m => (m.Groups[1].Value, m.Groups[2].Value, m.Groups[3].Value))
                .Order(),
        ];

    [GeneratedRegex(@"^\| `(dpa\.realtime\.[a-z_.]+)` \| ([a-z -]+) \| (\S+) \| .+ \| .+ \|$")]
    private static partial Regex Row();

    /// <summary>Blocks its thread until it is released.</summary>
    private sealed class BlockingHandler : IPipelineTransitionHandler
    {
        private readonly TaskCompletionSource _gate = new();

        public void Release() => _gate.SetResult();

        public ValueTask OnTransitionAsync(
            PipelineState pipeline, PipelineTransition transition, CancellationToken cancellationToken)
        {
            _gate.Task.Wait(CancellationToken.None);
            return default;
        }
    }
}
