using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Endpoints;

public sealed class EventsTests
{
    [Fact]
    public async Task Stream_BringsTheStateThenTheChanges()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var run = await StartAsync(server, "p");
        await using var client = await EventClient.OpenAsync(server, "?ids=p");

        var state = (await client.ReceiveAsync())!;
        var confirmed = (await client.ReceiveAsync())!;
        await run.StartStageAsync("s", TestContext.Current.CancellationToken);
        var change = (await client.ReceiveAsync())!;

        Assert.Equal(
            ["pipeline_progress", "subscription_confirmed", "stage_update"],
            new[] { state, confirmed, change }.Select(f => (string?)f["type"]));
        Assert.Equal("text/event-stream", client.Response.Content.Headers.ContentType!.ToString());
        Assert.True(client.Response.Headers.CacheControl!.NoStore);
        Assert.Equal("no", client.Response.Headers.GetValues("X-Accel-Buffering").Single());
        Assert.Equal($"p@{run.State.Position}", client.LastEventId);
    }

    [Fact]
    public async Task LastEventId_ResumesWithTheStagesChangedSince()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var run = await StartAsync(server, "p");
        string held;
        await using (var first = await EventClient.OpenAsync(server, "?ids=p"))
        {
            await first.ReceiveAsync("subscription_confirmed");
            held = first.LastEventId;
        }

        await using (var same = await EventClient.OpenAsync(server, "?ids=p", lastEventId: held))
        {
            Assert.Equal("subscription_confirmed", (string?)(await same.ReceiveAsync())!["type"]);
        }

        await run.StartStageAsync("t", TestContext.Current.CancellationToken);
        await using var later = await EventClient.OpenAsync(server, "?ids=p", lastEventId: held);
        var state = await later.ReceiveAsync("pipeline_progress");

        Assert.True((bool?)state["partial"]);
        Assert.Equal(["t"], state["stages"]!.AsArray().Select(s => (string?)s!["id"]));
    }

    [Fact]
    public async Task Id_ThatDoesNotFit_IsEmptyAndWhatCannotBeReadIsAFullState()
    {
        await using var server = await RealtimeServer.StartAsync();
        var ids = Enumerable.Range(0, 24).Select(i => $"pipeline-{i}").ToArray();
        foreach (var id in ids) await StartAsync(server, id);
        await using (var many = await EventClient.OpenAsync(server, $"?ids={string.Join(',', ids)}"))
        {
            foreach (var _ in ids) await many.ReceiveAsync("subscription_confirmed");
            Assert.Equal("", many.LastEventId);
        }

        await using var client = await EventClient.OpenAsync(
            server, "?ids=pipeline-1", lastEventId: "pipeline-1@?,@,,x");
        Assert.Null((await client.ReceiveAsync("pipeline_progress"))["partial"]);
    }

    [Fact]
    public async Task Post_TakesThePositionsFromItsBody()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var a = await StartAsync(server, "a");
        await using var b = await StartAsync(server, "b");
        var body = new
        {
            positions = new
            {
                a = (object)new { epoch = a.State.Position.Epoch, version = a.State.Position.Version },
                b = (object?)null,
            },
        };
        await using var client = await EventClient.OpenAsync(server, "?detail=pipeline&max_hz=5", body: body);

        var frames = new[]
        {
            (await client.ReceiveAsync())!, (await client.ReceiveAsync())!, (await client.ReceiveAsync())!,
        };

        Assert.Equal(
            ["subscription_confirmed a", "pipeline_progress b", "subscription_confirmed b"],
            frames.Select(f => $"{f["type"]} {f["pipeline_id"]}"));
        Assert.False(frames[1].ContainsKey("stages"));
    }

    [Fact]
    public async Task User_BringsWhatIsLiveWhatStartsAndWhatEndedMeanwhile()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var live = await StartAsync(server, "live");
        var ended = await StartAsync(server, "ended");
        string held;
        await using (var first = await EventClient.OpenAsync(server, "?user=me"))
        {
            for (var i = 0; i < 2; i++) await first.ReceiveAsync("subscription_confirmed");
            held = first.LastEventId;
        }

        await ended.CompleteAsync(TestContext.Current.CancellationToken);
        await using var client = await EventClient.OpenAsync(server, "?user=me", lastEventId: held);
        var state = await client.ReceiveAsync("pipeline_progress");
        await using var late = await StartAsync(server, "late");

        Assert.Equal(("ended", true), ((string?)state["pipeline_id"], (bool?)state["completed"]));
        Assert.Equal("late", (string?)(await client.ReceiveAsync("pipeline_progress"))["pipeline_id"]);
    }

    [Fact]
    public async Task Heartbeat_IsACommentAndAPingWithMarks()
    {
        await using var server = await RealtimeServer.StartAsync(o => o.HeartbeatInterval = TimeSpan.FromSeconds(1));
        await using var run = await StartAsync(server, "p");
        await using var client = await EventClient.OpenAsync(server, "?ids=p");

        var ping = await client.ReceiveAsync("ping");

        Assert.Contains("ping", client.Comments);
        Assert.Equal(run.State.Position.ToString(), (string?)ping["marks"]!["p"]);
    }

    [Fact]
    public async Task Wait_IsConfirmedAndBringsThePipelineWhenItStarts()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var client = await EventClient.OpenAsync(server, "?ids=p&wait=true");

        var confirmed = (await client.ReceiveAsync())!;
        await using var run = await StartAsync(server, "p");

        Assert.Equal(("subscription_confirmed", 0L), ((string?)confirmed["type"], (long?)confirmed["version"]));
        Assert.Equal(1, (long?)(await client.ReceiveAsync("pipeline_progress"))["version"]);
    }

    private static async Task<PipelineRun> StartAsync(RealtimeServer server, string id) =>
        await server.Progress.StartAsync(
            new PipelineStart(id, "user-1") { Stages = [new("s"), new("t")] }, TestContext.Current.CancellationToken);
}
