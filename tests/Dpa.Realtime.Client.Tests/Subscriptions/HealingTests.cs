using static Dpa.Realtime.Client.Tests.Fakes.FakeServer;

namespace Dpa.Realtime.Client.Tests.Subscriptions;

public sealed class HealingTests
{
    private readonly FakeServer _server = new();

    [Fact]
    public async Task LostTransition_IsAskedForAndRaisedOnce()
    {
        await using var client = await _server.LiveAsync();
        var raised = new List<long>();
        client.TransitionRaised += (_, t) => raised.Add(t.Transition!.Number);
        await using var watching = await WatchAsync(client);
        _server.Socket.Push(Frames.Update(3, 30, transition: 2, change: "warning"));
        await AskedAsync(2);
        _server.Socket.Push(Frames.Full(version: 3, progress: 30, transition: 2, transitions: [1, 2]));
        await UntilAsync(() => raised.Count == 2);

        Assert.Equal([1, 2], raised);
        Assert.Equal(1, (long)_server.Socket.SaidOf("subscribe_pipeline").Last()["positions"]!["p"]!["version"]!);
        Assert.Equal(1, client.Counters.Heals);
    }

    [Fact]
    public async Task Marks_OfWhatIsNotHeld_AreAskedForOnceInTwoSecondsEverySecondTimeInWhole()
    {
        await using var client = await _server.LiveAsync();
        await using var watching = await WatchAsync(client);
        for (var heal = 1; heal <= 3; heal++)
        {
            for (var i = 0; i < 5; i++) _server.Socket.Push(new { type = "ping", timestamp = "t", marks = new { p = $"{Frames.Epoch}:7" } });
            await _server.AdvanceUntilAsync(() => client.Counters.Heals == heal);
            await AskedAsync(1 + heal);
        }

        await UntilAsync(() => _server.Socket.SaidOf("pong").Count() == 15);
        Assert.Equal([false, true, false, true], _server.Socket.SaidOf("subscribe_pipeline").Select(m => m["positions"] is not null).Take(4));
        _server.Socket.Push(Frames.Full(version: 7, progress: 70));
        await UntilAsync(() => watching.Newest?.Position.Version == 7);
        _server.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.InRange(client.Counters.Heals, 3, 4);
    }

    [Fact]
    public async Task Stage_ThatIsNotKnown_IsShownAndTheWholeAskedFor()
    {
        await using var client = await _server.LiveAsync();
        await using var watching = await WatchAsync(client);
        _server.Socket.Push(Frames.Update(2, 5, stage: "index"));
        await AskedAsync(2);

        Assert.Null(_server.Socket.SaidOf("subscribe_pipeline").Last()["positions"]); // its stages are not as of its position
        Assert.Equal(["parse", "index"], client.GetState("p")!.Stages.Select(s => s.Id));
        Assert.Equal(1, client.GetState("p")!.Position.Version);
    }

    [Fact]
    public async Task BackplaneUnavailable_IsAskedAgainAfterAWhile()
    {
        await using var client = await _server.LiveAsync();
        await using var watching = Watching.Start(client);
        await AskedAsync(1);
        _server.Socket.Push(new { type = "error", code = "backplane_unavailable", message = "m", suggestion = "s", pipeline_id = "p" });
        _server.Socket.Push(new { type = "ping", timestamp = "t" });
        await UntilAsync(() => _server.Socket.SaidOf("pong").Any());
        Assert.Single(_server.Socket.SaidOf("subscribe_pipeline"));
        await _server.AdvanceUntilAsync(() => _server.Socket.SaidOf("subscribe_pipeline").Count() == 2);

        Assert.False(watching.Reading.IsCompleted);
    }

    [Theory]
    [InlineData("rate_limited")]
    [InlineData("backplane_unavailable")]
    public async Task RefusalWithoutAPipeline_AsksForAllAgainAfterAWhile(string code)
    {
        await using var client = await _server.LiveAsync();
        await using var watching = await WatchAsync(client);
        await using var mine = client.WatchMineAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var next = mine.MoveNextAsync();
        await UntilAsync(() => _server.Socket.SaidOf("subscribe_user").Any());
        _server.Socket.Push(new { type = "error", code, message = "m", suggestion = "s" });
        await _server.AdvanceUntilAsync(() => _server.Socket.SaidOf("subscribe_pipeline").Count() == 2 && _server.Socket.SaidOf("subscribe_user").Count() == 2);
        Assert.False(watching.Reading.IsCompleted);
        _server.Socket.Push(Frames.Full());
        await next;
    }

    [Fact]
    public async Task Provisional_IsShownButIsNotThePosition()
    {
        await using var client = await _server.LiveAsync();
        await using var watching = await WatchAsync(client);
        var ahead = Frames.Update(2, 55);
        ahead["provisional"] = true;
        _server.Socket.Push(ahead);
        await UntilAsync(() => watching.Newest?.Stages[0].Progress == 55);

        Assert.Equal(1, client.GetState("p")!.Position.Version);
        _server.Socket.Push(Frames.Update(2, 60));
        await UntilAsync(() => watching.Newest?.Stages[0].Progress == 60);
        Assert.Equal(0, client.Counters.Heals);
    }

    private async Task<Watching> WatchAsync(RealtimeClient client)
    {
        var watching = Watching.Start(client);
        await AskedAsync(1);
        _server.Socket.Push(Frames.Full());
        _server.Socket.Push(Frames.Confirmed(1));
        await UntilAsync(() => watching.Newest is not null);
        return watching;
    }

    private Task AskedAsync(int times) => _server.AdvanceUntilAsync(() => _server.Socket.SaidOf("subscribe_pipeline").Count() >= times, TimeSpan.FromMilliseconds(30));
}
