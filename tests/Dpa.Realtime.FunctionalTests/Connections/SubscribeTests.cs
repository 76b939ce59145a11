using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Connections;

public sealed class SubscribeTests
{
    [Fact]
    public async Task Subscribe_ToARunningPipeline_FullStateThenConfirmationThenChanges()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("p1", "user-1") { Stages = [new("parse", weight: 1), new("index", weight: 3)] },
            TestContext.Current.CancellationToken);
        await using var client = await WireClient.ConnectAsync(server);

        await client.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "p1", request_id = "r1" });
        var state = (await client.ReceiveAsync())!;
        var confirmation = (await client.ReceiveAsync())!;

        Assert.Equal("pipeline_progress", (string?)state["type"]);
        Assert.Equal(["parse", "index"], state["stages"]!.AsArray().Select(s => (string?)s!["id"]));
        Assert.Equal("subscription_confirmed", (string?)confirmation["type"]);
        Assert.Equal("r1", (string?)confirmation["request_id"]);

        await using (var parse = await run.StartStageAsync("parse", TestContext.Current.CancellationToken))
        {
            parse.Report(5, 10, "pages");
            var half = await client.ReceiveUntilAsync(f => (double?)f["progress"] == 50);
            Assert.Equal("progress", (string?)half[^1]["type"]);
            Assert.Equal(12.5, (double?)half[^1]["overall"]);
            parse.Report(10, 10);
        }

        await run.CompleteAsync(TestContext.Current.CancellationToken);
        var frames = await client.ReceiveUntilAsync(f =>
            (string?)f["status"] == "completed" && (string?)f["type"] == "pipeline_progress");
        Assert.Equal(100, (double?)frames[^1]["overall_progress"]);
        Assert.Equal(["completed", "skipped"], frames[^1]["stages"]!.AsArray().Select(s => (string?)s!["status"]));
    }

    [Fact]
    public async Task Subscribe_ToAnothersPipeline_LooksLikeAnUnknownOne()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("secret", "user-2"), TestContext.Current.CancellationToken);
        await using var client = await WireClient.ConnectAsync(server);

        await client.SendAsync(new { type = "subscribe_pipeline", pipeline_ids = new[] { "secret", "unknown" } });
        var first = (await client.ReceiveAsync())!;
        var second = (await client.ReceiveAsync())!;

        foreach (var error in new[] { first, second })
        {
            Assert.Equal("not_found", (string?)error["code"]);
            error.Remove("pipeline_id");
        }

        Assert.Equal(first.ToJsonString(), second.ToJsonString());
    }

    [Fact]
    public async Task Subscribe_WithWait_GetsThePipelineWhenItStarts()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var client = await WireClient.ConnectAsync(server);
        await client.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "later", wait = true });
        Assert.Equal(0, (long?)(await client.ReceiveAsync("subscription_confirmed"))["version"]);

        await using var run = await server.Progress.StartAsync(
            new PipelineStart("later", "user-1"), TestContext.Current.CancellationToken);

        Assert.Equal(1, (long?)(await client.ReceiveAsync("pipeline_progress"))["version"]);
    }

    [Fact]
    public async Task SubscribeUser_GetsWhatRunsAndWhatStartsLater()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var first = await server.Progress.StartAsync(
            new PipelineStart("a", "user-1"), TestContext.Current.CancellationToken);
        await using var other = await server.Progress.StartAsync(
            new PipelineStart("x", "user-2"), TestContext.Current.CancellationToken);
        await using var client = await WireClient.ConnectAsync(server);
        await client.SendAsync(new { type = "subscribe_user" });
        Assert.Equal("a", (string?)(await client.ReceiveAsync("subscription_confirmed"))["pipeline_id"]);

        await using var second = await server.Progress.StartAsync(
            new PipelineStart("b", "user-1"), TestContext.Current.CancellationToken);

        Assert.Equal("b", (string?)(await client.ReceiveAsync("pipeline_progress"))["pipeline_id"]);
    }
}
