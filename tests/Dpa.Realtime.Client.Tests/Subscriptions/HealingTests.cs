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

    /// <summary>A change of one stage may come before the answer, so no part of the state would be enough.</summary>
    [Fact]
    public Task Marks_OfWhatIsNotHeld_AreAskedForInWholeOnceInTwoSeconds() =>
        HealAsync(new { type = "ping", timestamp = "t", marks = new { p = $"{Frames.Epoch}:7" } }, [true, true, true]);

    [Fact]
    public Task Gap_ThatStays_IsAskedForOnceInTwoSecondsEverySecondTimeInWhole() =>
        HealAsync(Frames.Update(7, 30, transition: 9, change: "warning"), [false, true, false]);

    /// <summary>Three heals over that frame, five times each.</summary>
    /// <param name="frame">Shows that something is missing.</param>
    /// <param name="whole">Which of the requests after the first named no position; the first had nothing to
    /// name.</param>
    private async Task HealAsync(object frame, bool[] whole)
    {
        await using var client = await _server.LiveAsync();
        await using var watching = await WatchAsync(client);
        for (var heal = 1; heal <= 3; heal++)
        {
            for (var i = 0; i < 5; i++) _server.Socket.Push(frame);
            await _server.AdvanceUntilAsync(() => client.Counters.Heals == heal);
            await AskedAsync(1 + heal);
        }

        Assert.Equal(
            whole,
            _server.Socket.SaidOf("subscribe_pipeline").Skip(1).Select(m => m["positions"] is null).Take(3));
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

        // its stages are not as of its position
        Assert.Null(_server.Socket.SaidOf("subscribe_pipeline").Last()["positions"]);
        Assert.Equal(["parse", "index"], client.GetState("p")!.Stages.Select(s => s.Id));
        Assert.Equal(1, client.GetState("p")!.Position.Version);
    }

    [Fact]
    public async Task BackplaneUnavailable_IsAskedAgainAfterAWhile()
    {
        await using var client = await _server.LiveAsync();
        await using var watching = Watching.Start(client);
        await AskedAsync(1);
        _server.Socket.Push(
            new
            {
                type = "error", code = "backplane_unavailable", message = "m", suggestion = "s", pipeline_id = "p",
            });
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
        await using var mine = client
            .WatchMineAsync(TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var first = mine.MoveNextAsync().AsTask();
        await _server.AdvanceUntilAsync(() => _server.Socket.SaidOf("subscribe_user").Any());
        _server.Socket.Push(
            new
            {
                type = "error", code, message = "m", suggestion = "s",
            });
        await _server.AdvanceUntilAsync(() =>
            _server.Socket.SaidOf("subscribe_pipeline").Count() == 2
            && _server.Socket.SaidOf("subscribe_user").Count() == 2);
        Assert.False(watching.Reading.IsCompleted);
        Assert.True(await first.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
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

    private Task AskedAsync(int times) =>
        _server.AdvanceUntilAsync(
            () => _server.Socket.SaidOf("subscribe_pipeline").Count() >= times,
            TimeSpan.FromMilliseconds(30));
}
