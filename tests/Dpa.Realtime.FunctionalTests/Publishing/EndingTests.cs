using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Publishing;

/// <summary>Leaving a run without an end is never "processing for ever".</summary>
public sealed class EndingTests
{
    [Fact]
    public async Task Run_WorkThrows_IsFailedWithoutAStackTrace()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var client = await WatchAsync(server);

        await Assert.ThrowsAsync<InvalidDataException>(() =>
            server.Progress.RunAsync(
                Start(),
                (run, stop) => run.RunStageAsync("a", (_, _) => throw new InvalidDataException("secret detail"), stop),
                TestContext.Current.CancellationToken));

        var end = (
            await client.ReceiveUntilAsync(f =>
                (string?)f["type"] == "pipeline_progress" && (string?)f["status"] == "failed"))[^1];
        Assert.Equal("unhandled_error", (string?)end["error_info"]!["code"]);
        Assert.DoesNotContain("secret detail", end.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("failed", (string?)end["stages"]![0]!["status"]);
    }

    [Fact]
    public async Task Run_TokenCancelled_IsCancelled()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var client = await WatchAsync(server);
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => server.Progress.RunAsync(
            Start(),
            async (run, t) =>
            {
                await using var stage = await run.StartStageAsync("a", t);
                await stop.CancelAsync();
                t.ThrowIfCancellationRequested();
            },
            stop.Token));

        var end = (
            await client.ReceiveUntilAsync(f =>
                (string?)f["type"] == "pipeline_progress" && (string?)f["status"] == "cancelled"))[^1];
        Assert.Equal("cancelled", (string?)end["stages"]![0]!["status"]);
    }

    [Fact]
    public async Task Run_LeftWithoutAnEnd_IsFailed()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var client = await WatchAsync(server);

        await using (await server.Progress.StartAsync(Start(), TestContext.Current.CancellationToken))
        {
        }

        await client.ReceiveUntilAsync(f =>
            (string?)f["type"] == "pipeline_progress" && (string?)f["status"] == "failed");
    }

    private static PipelineStart Start() => new("p", "user-1") { Stages = [new("a")] };

    private static async Task<WireClient> WatchAsync(RealtimeServer server)
    {
        var client = await WireClient.ConnectAsync(server);
        await client.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "p", wait = true });
        await client.ReceiveAsync("subscription_confirmed");
        return client;
    }
}
