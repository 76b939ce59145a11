using System.Text.Json.Nodes;
using static Dpa.Realtime.Client.Tests.Fakes.FakeServer;

namespace Dpa.Realtime.Client.Tests.Subscriptions;

public sealed class WatchingTests
{
    private readonly FakeServer _server = new();

    [Fact]
    public async Task State_BeforeTheFirstFrame_IsNotKnown()
    {
        await using var client = await _server.LiveAsync();
        await using var watching = Watching.Start(client);
        await SubscribedAsync();

        Assert.Null(client.GetState("p"));
        Assert.Empty(watching.States);
    }

    [Fact]
    public async Task State_ReachesTheReader()
    {
        await using var client = await _server.LiveAsync();
        await using var watching = Watching.Start(client);
        await SubscribedAsync();
        _server.Socket.Push(Frames.Full(progress: 12.5));
        await UntilAsync(() => watching.Newest?.OverallProgress == 12.5);
        _server.Socket.Push(Frames.Update(2, 40));
        await UntilAsync(() => watching.Newest?.Stages[0].Progress == 40);

        Assert.Equal(watching.Newest, client.GetState("p"));
    }

    [Fact]
    public async Task Reader_ThatComesLate_GetsTheStateAtOnceAndAsksNothing()
    {
        await using var client = await _server.LiveAsync();
        await using var first = Watching.Start(client);
        await SubscribedAsync();
        _server.Socket.Push(Frames.Full(progress: 30));
        await UntilAsync(() => first.Newest is not null);
        await using var late = Watching.Start(client);
        await UntilAsync(() => late.Newest?.OverallProgress == 30);

        Assert.Single(_server.Socket.SaidOf("subscribe_pipeline"));
    }

    [Fact]
    public async Task Reader_ThatIsSlow_GetsTheNewestAndNothingPilesUp()
    {
        await using var client = await _server.LiveAsync();
        await using var states = client
            .WatchAsync("p", null, TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var first = states.MoveNextAsync();
        await SubscribedAsync();
        _server.Socket.Push(Frames.Full());
        Assert.True(await first);
        for (var version = 2; version <= 500; version++) _server.Socket.Push(Frames.Update(version, version / 10.0));
        await UntilAsync(() => client.GetState("p")!.Position.Version == 500);

        Assert.True(await states.MoveNextAsync());
        Assert.Equal(500, states.Current.Position.Version);
    }

    [Fact]
    public async Task Subscription_EndsWithItsLastReader()
    {
        await using var client = await _server.LiveAsync();
        var one = Watching.Start(client);
        var other = Watching.Start(client);
        await SubscribedAsync();
        await one.DisposeAsync();
        _server.Clock.Advance(TimeSpan.FromSeconds(1));
        _server.Socket.Push(Frames.Full());
        await UntilAsync(() => other.Newest is not null);
        Assert.Empty(_server.Socket.SaidOf("unsubscribe_pipeline"));

        await other.DisposeAsync();
        await _server.AdvanceUntilAsync(() => _server.Socket.SaidOf("unsubscribe_pipeline").Any());

        Assert.Equal(0L, client.Counters.Heals);
    }

    [Fact]
    public async Task Wants_OfASummaryBesideAPipeline_AreThePipelines()
    {
        await using var client = await _server.LiveAsync();
        await using var list = Watching.Start(client, options: new WatchOptions { Detail = PipelineDetail.Summary });
        await SubscribedAsync();
        await using var richer = Watching.Start(client, options: new WatchOptions { Detail = PipelineDetail.Pipeline });
        await _server.AdvanceUntilAsync(() => _server.Socket.SaidOf("subscribe_pipeline").Count() == 2);

        Assert.Equal(
            ["summary", "pipeline"], _server.Socket.SaidOf("subscribe_pipeline").Select(m => (string?)m["detail"]));
    }

    [Fact]
    public async Task Wants_OfSeveralReaders_AreTheRichest()
    {
        await using var client = await _server.LiveAsync();
        await using var list = Watching.Start(
            client, options: new WatchOptions { Detail = PipelineDetail.Pipeline, MaxHz = 2 });
        await SubscribedAsync();
        await using var faster = Watching.Start(
            client, options: new WatchOptions { Detail = PipelineDetail.Pipeline, MaxHz = 5 });
        await _server.AdvanceUntilAsync(() => _server.Socket.SaidOf("subscribe_pipeline").Count() == 2);
        await using var page = Watching.Start(client);
        await _server.AdvanceUntilAsync(() => _server.Socket.SaidOf("subscribe_pipeline").Count() == 3);

        var asked = _server
            .Socket.SaidOf("subscribe_pipeline")
            .Select(m => ((string?)m["detail"], (double?)m["max_hz"]));
        Assert.Equal([("pipeline", 2), ("pipeline", 5), (null, null)], asked);
    }

    [Fact]
    public async Task Thousand_Readers_MakeFewMessages()
    {
        await using var client = await _server.LiveAsync();
        var all = Enumerable.Range(0, 1000).Select(i => Watching.Start(client, $"p{i}")).ToList();
        await _server.AdvanceUntilAsync(
            () => _server.Socket.SaidOf("subscribe_pipeline").Sum(m => m["pipeline_ids"]!.AsArray().Count) == 1000,
            TimeSpan.FromMilliseconds(5));

        Assert.InRange(_server.Socket.SaidOf("subscribe_pipeline").Count(), 1, 150); // a server takes 200 at once
        Assert.All(_server.Socket.Said, m => Assert.InRange(m.ToJsonString().Length, 1, 65_536));
        foreach (var watching in all) await watching.DisposeAsync();
    }

    [Fact]
    public async Task Reconnect_NamesWhatIsHeldAndRaisesWhatWasMissedOnce()
    {
        await using var client = await _server.LiveAsync();
        var raised = new List<long>();
        client.TransitionRaised += (_, t) => raised.Add(t.Transition?.Number ?? -t.Skipped);
        await using var watching = Watching.Start(client);
        await SubscribedAsync();
        _server.Socket.Push(Frames.Full(version: 5, transition: 2));
        _server.Socket.Push(Frames.Update(6, 20, transition: 3, change: "warning"));
        await UntilAsync(() => raised.Count == 1);
        _server.Socket.Drop();
        await _server.AdvanceUntilAsync(() => _server.Sockets.Count == 2);
        await _server.GreetAsync(client, 2);
        await SubscribedAsync();
        _server.Socket.Push(Frames.Full(version: 9, transition: 6, transitions: [3, 4, 5, 6]));
        _server.Socket.Push(Frames.Full(version: 80, transition: 80, transitions: [79, 80]));
        await UntilAsync(() => watching.Newest?.Position.Version == 80);

        var positions = _server.Socket.SaidOf("subscribe_pipeline").First()["positions"]!.AsObject();
        Assert.True(
            JsonNode.DeepEquals(
                new JsonObject
                {
                    ["p"] = new JsonObject { ["epoch"] = Frames.Epoch, ["version"] = 6 },
                },
                positions));
        Assert.Equal([3, 4, 5, 6, -72, 79, 80], raised);
        Assert.Equal((6L, 72L), (client.Counters.Transitions, client.Counters.TransitionsSkipped));
    }

    [Fact]
    public async Task Pipeline_ThatIsNotThere_EndsTheReaderWithASuggestion()
    {
        await using var client = await _server.LiveAsync();
        await using var watching = Watching.Start(client);
        await SubscribedAsync();
        _server.Socket.Push(
            new
            {
                type = "error", code = "not_found", message = "No such pipeline.", suggestion = "Check the id.",
                pipeline_id = "p",
            });

        var told = await Assert.ThrowsAsync<RealtimeException>(() => watching.EndAsync());

        Assert.Equal(("not_found", "Check the id."), (told.Code, told.Suggestion));
    }

    [Fact]
    public async Task Wait_ForAPipelineThatIsNotThere_GoesOnUntilItIs()
    {
        await using var client = await _server.LiveAsync();
        await using var waiting = Watching.Start(client, options: new WatchOptions { Wait = true });
        await SubscribedAsync();
        await using var other = Watching.Start(client);
        await other.StartedAsync();
        _server.Socket.Push(Frames.Confirmed(0));
        await Assert.ThrowsAsync<RealtimeException>(() => other.EndAsync());
        _server.Socket.Push(Frames.Full());
        await UntilAsync(() => waiting.Newest is not null);

        Assert.Equal(true, (bool?)_server.Socket.SaidOf("subscribe_pipeline").First()["wait"]);
    }

    [Fact]
    public async Task Access_TakenAway_EndsTheReader()
    {
        await using var client = await _server.LiveAsync();
        await using var watching = Watching.Start(client);
        await SubscribedAsync();
        _server.Socket.Push(Frames.Full());
        _server.Socket.Push(new { type = "unsubscription_confirmed", pipeline_id = "p", reason = "forbidden" });

        Assert.Equal("forbidden", (await Assert.ThrowsAsync<RealtimeException>(() => watching.EndAsync())).Code);
        Assert.Null(client.GetState("p"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("ü")]
    public async Task Id_ThatIsNone_IsRefusedAtOnce(string id)
    {
        await using var client = _server.Client();
        Assert.Throws<ArgumentException>(() => client.WatchAsync(id, null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Handler_ThatThrows_HoldsUpNothing()
    {
        await using var client = await _server.LiveAsync();
        var raised = 0;
        client.TransitionRaised += (_, _) => throw new InvalidOperationException("the application's own");
        client.TransitionRaised += (_, _) => raised++;
        await using var watching = Watching.Start(client);
        await SubscribedAsync();
        _server.Socket.Push(Frames.Full());
        _server.Socket.Push(Frames.Update(2, 20, transition: 1, change: "warning"));
        await UntilAsync(() => watching.Newest?.Position.Version == 2);

        await UntilAsync(() => raised == 1);
    }

    [Fact]
    public async Task States_ReadTwice_AreTwoReadings()
    {
        await using var client = await _server.LiveAsync();
        var states = client.WatchAsync("p", null, TestContext.Current.CancellationToken);
        var first = FirstAsync(states);
        await SubscribedAsync();
        _server.Socket.Push(new { type = "error", code = "not_found", message = "Not found.", pipeline_id = "p" });
        await Assert.ThrowsAsync<RealtimeException>(() => first);

        var (second, third) = (FirstAsync(states), FirstAsync(states));
        await _server.AdvanceUntilAsync(() => _server.Socket.SaidOf("subscribe_pipeline").Count() == 2);
        _server.Socket.Push(Frames.Full(version: 7));

        Assert.Equal(7, (await second).Position.Version);
        Assert.Equal(7, (await third).Position.Version);
    }

    private static Task<PipelineState> FirstAsync(IAsyncEnumerable<PipelineState> states) =>
        Task.Run(async () => await states.FirstAsync(TestContext.Current.CancellationToken));

    private Task SubscribedAsync() => UntilAsync(() => _server.Socket.SaidOf("subscribe_pipeline").Any());
}
