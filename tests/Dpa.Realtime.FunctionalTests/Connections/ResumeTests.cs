using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Connections;

public sealed class ResumeTests
{
    [Fact]
    public async Task Subscribe_WithTheNewestPosition_IsConfirmedWithoutAState()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("p", "user-1") { Stages = [new("a"), new("b")] }, TestContext.Current.CancellationToken);
        await using var client = await WireClient.ConnectAsync(server);

        await client.SendAsync(
            new
            {
                type = "subscribe_pipeline", pipeline_id = "p",
                since = new { epoch = run.State.Position.Epoch, version = run.State.Position.Version },
            });

        Assert.Equal("subscription_confirmed", (string?)(await client.ReceiveAsync())!["type"]);
    }

    [Fact]
    public async Task Subscribe_WithAnOlderPosition_GetsTheStagesChangedSince()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("p", "user-1") { Stages = [new("a"), new("b")] }, TestContext.Current.CancellationToken);
        var held = run.State.Position;
        await run.StartStageAsync("b", TestContext.Current.CancellationToken);
        await using var client = await WireClient.ConnectAsync(server);

        await client.SendAsync(
            new
            {
                type = "subscribe_pipeline", pipeline_id = "p",
                positions = new { p = new { epoch = held.Epoch, version = held.Version } },
            });
        var state = (await client.ReceiveAsync())!;

        Assert.True((bool?)state["partial"]);
        Assert.Equal(["b"], state["stages"]!.AsArray().Select(s => (string?)s!["id"]));
    }

    [Fact]
    public async Task Subscribe_AheadOfTheHead_IsReset()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("p", "user-1"), TestContext.Current.CancellationToken);
        await using var client = await WireClient.ConnectAsync(server);

        await client.SendAsync(
            new
            {
                type = "subscribe_pipeline", pipeline_id = "p",
                since = new { epoch = run.State.Position.Epoch, version = 99 },
            });

        Assert.True((bool?)(await client.ReceiveAsync())!["reset"]);
    }

    [Fact]
    public async Task Subscribe_OverTheLimit_TheRestIsRefusedAndTheFirstServed()
    {
        await using var server = await RealtimeServer.StartAsync(o => o.MaxSubscriptionsPerConnection = 1);
        await using var client = await WireClient.ConnectAsync(server);

        await client.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "a", wait = true });
        await client.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "b", wait = true });
        var frames = new[] { (await client.ReceiveAsync())!, (await client.ReceiveAsync())! };

        Assert.Equal(
            ["error b", "subscription_confirmed a"],
            frames.Select(f => $"{f["type"]} {f["pipeline_id"]}").Order());
        Assert.Equal("too_many_subscriptions", (string?)frames.Single(f => (string?)f["type"] == "error")["code"]);
    }

    [Fact]
    public async Task SubscribeUser_AtTheLimit_EndedPipelinesMakeRoom()
    {
        await using var server = await RealtimeServer.StartAsync(o => o.MaxSubscriptionsPerConnection = 1);
        await using var client = await WireClient.ConnectAsync(server);
        await client.SendAsync(new { type = "subscribe_user" });
        await using (
            var first = await server.Progress.StartAsync(
                new PipelineStart("first", "user-1"), TestContext.Current.CancellationToken))
        {
            await client.ReceiveAsync("subscription_confirmed");
            await first.CompleteAsync(TestContext.Current.CancellationToken);
        }

        await client.ReceiveUntilAsync(f => (bool?)f["completed"] == true);
        await using var second = await server.Progress.StartAsync(
            new PipelineStart("second", "user-1"), TestContext.Current.CancellationToken);

        Assert.Equal("expired", (string?)(await client.ReceiveAsync("unsubscription_confirmed"))["reason"]);
        Assert.Equal("second", (string?)(await client.ReceiveAsync("pipeline_progress"))["pipeline_id"]);
    }
}
