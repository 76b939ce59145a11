using Dpa.Realtime.Faults;
using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Connections;

/// <summary>Run alone: they measure the process's memory.</summary>
[CollectionDefinition(nameof(StalledReaderTests), DisableParallelization = true)]
[Collection(nameof(StalledReaderTests))]
public sealed class StalledReaderTests
{
    private const int Pipelines = 10;
    private const long AllowedGrowth = 2 * 1024 * 1024;

    private static readonly string LongMessage = new('进', 500);

    /// <summary>
    /// 500 changes a second for a minute are 30,000; in CI a third of them, as fast as they are taken.
    /// </summary>
    private static int Changes => Environment.GetEnvironmentVariable("DPA_LONG") == "1" ? 30_000 : 10_000;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reader_ThatStopsReading_CostsNoMemoryAndDelaysNobody(bool isDirect)
    {
        await using var server = await RealtimeServer.StartAsync(o => o.SendTimeout = Timeout.InfiniteTimeSpan);
        using var counters = new Counters(server);
        var runs = await StartAsync(server);
        await using var stalled = await RawClient.ConnectAsync(server);
        if (isDirect)
            await stalled.AnswerPingAsync();
        await stalled.SendTextAsync(
            $"{{\"type\":\"subscribe_pipeline\",\"pipeline_ids\":[{string.Join(',', Enumerable.Range(0, Pipelines).Select(i => $"\"p{i}\""))}]}}"
        );
        await using var healthy = await WireClient.ConnectAsync(server);
        await healthy.SendAsync(
            new
            {
                type = "subscribe_pipeline",
                pipeline_ids = Enumerable.Range(0, Pipelines).Select(i => $"p{i}").ToArray(),
            });
        for (var i = 0; i < Pipelines; i++)
            await healthy.ReceiveAsync("subscription_confirmed");

        // Until the stalled one's buffers are full: from then on only the healthy one is handed frames.
        var step = 0;
        using var limit = new CancellationTokenSource(WireClient.Limit);
        for (var full = 0; full < 50; full++)
        {
            limit.Token.ThrowIfCancellationRequested();
            var delivered = counters["deliveries"];
            await RoundAsync(runs, healthy, ++step);
            if (counters["deliveries"] - delivered > Pipelines) full = 0;
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var done = 0; done < Changes; done += Pipelines) await RoundAsync(runs, healthy, ++step);
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.True(
            growth < AllowedGrowth, $"{Changes} changes to a reader that reads nothing cost {growth / 1024:N0} KiB.");
        Assert.Equal(2, counters["connections"]);
        foreach (var (run, _) in runs)
            await run.CompleteAsync(TestContext.Current.CancellationToken);
        for (var ended = 0; ended < Pipelines; )
            ended += (await healthy.ReceiveAsync("pipeline_progress"))["completed"]!.GetValue<bool>() ? 1 : 0;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reader_ThatTakesNothingForTheSendTimeout_IsClosed(bool isDirect)
    {
        await using var server = await RealtimeServer.StartAsync(o => o.SendTimeout = TimeSpan.FromMilliseconds(500));
        using var counters = new Counters(server);
        var runs = await StartAsync(server);
        await using var stalled = await RawClient.ConnectAsync(server);
        if (isDirect) await stalled.AnswerPingAsync();
        await stalled.SendTextAsync("{\"type\":\"subscribe_user\"}");
        await using var healthy = await WireClient.ConnectAsync(server);
        await healthy.SendAsync(new { type = "subscribe_user" });
        for (var i = 0; i < Pipelines; i++) await healthy.ReceiveAsync("subscription_confirmed");

        // The server counts a connection after the upgrade's answer.
        await Eventually.HoldsAsync(() => counters["connections"] == 2, "both connections are counted");
        using var limit = new CancellationTokenSource(WireClient.Limit);
        for (var step = 1; counters["connections"] == 2; step++)
        {
            limit.Token.ThrowIfCancellationRequested();
            await RoundAsync(runs, healthy, step);
        }

        Assert.Equal(1, counters["connections"]);
        Assert.Equal(1, counters["slow_consumers"]);
        Assert.Equal(Pipelines, counters["subscriptions"]);
        foreach (var (run, _) in runs) await run.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reader_ThatReadsAgainOnceItIsGivenUp_HearsWhy(bool isDirect)
    {
        await using var server = await RealtimeServer.StartAsync(o => o.SendTimeout = TimeSpan.FromMilliseconds(500));
        using var counters = new Counters(server);
        var runs = await StartAsync(server);
        await using var stalled = await RawClient.ConnectAsync(server);
        if (isDirect) await stalled.AnswerPingAsync();
        await stalled.SendTextAsync("{\"type\":\"subscribe_user\"}");
        await using var healthy = await WireClient.ConnectAsync(server);
        await healthy.SendAsync(new { type = "subscribe_user" });
        for (var i = 0; i < Pipelines; i++) await healthy.ReceiveAsync("subscription_confirmed");

        using var limit = new CancellationTokenSource(WireClient.Limit);
        for (var step = 1; counters["slow_consumers"] == 0; step++)
        {
            limit.Token.ThrowIfCancellationRequested();
            await RoundAsync(runs, healthy, step);
        }

        Assert.Equal(4001, await stalled.ReadCloseAsync());
        foreach (var (run, _) in runs) await run.DisposeAsync();
    }

    [Fact]
    public async Task Reader_ThatIsSimplyGone_IsNoSlowConsumer()
    {
        await using var server = await RealtimeServer.StartAsync();
        using var counters = new Counters(server);
        var runs = await StartAsync(server);
        await using (var gone = await RawClient.ConnectAsync(server))
            await gone.SendTextAsync("{\"type\":\"subscribe_user\"}");
        await using var healthy = await WireClient.ConnectAsync(server);
        await healthy.SendAsync(new { type = "subscribe_user" });
        for (var i = 0; i < Pipelines; i++) await healthy.ReceiveAsync("subscription_confirmed");

        using var limit = new CancellationTokenSource(WireClient.Limit);
        for (var step = 1; counters["connections"] == 2; step++)
        {
            limit.Token.ThrowIfCancellationRequested();
            await RoundAsync(runs, healthy, step);
        }

        Assert.Equal(0, counters["slow_consumers"]);
        foreach (var (run, _) in runs) await run.DisposeAsync();
    }

    private static async Task<List<(PipelineRun Run, StageRun Stage)>> StartAsync(RealtimeServer server)
    {
        var runs = new List<(PipelineRun, StageRun)>();
        for (var i = 0; i < Pipelines; i++)
        {
            var run = await server.Progress.StartAsync(
                new PipelineStart($"p{i}", "user-1") { Stages = [new("s")] }, TestContext.Current.CancellationToken);
            runs.Add((run, await run.StartStageAsync("s", TestContext.Current.CancellationToken)));
        }

        return runs;
    }

    /// <summary>
    /// One change of each pipeline, seen by the healthy reader before the next: nobody else's stillness holds it up.
    /// </summary>
    private static async Task RoundAsync(List<(PipelineRun Run, StageRun Stage)> runs, WireClient healthy, int step)
    {
        foreach (var (_, stage) in runs)
            stage.Report(step, long.MaxValue / 4, "steps", LongMessage);
        for (var seen = 0; seen < runs.Count; )
            seen += (long?)(await healthy.ReceiveAsync("progress"))["done"] == step ? 1 : 0;
    }
}
