using static Dpa.Realtime.Client.Tests.Fakes.FakeServer;

namespace Dpa.Realtime.Client.Tests.Subscriptions;

/// <summary>The list of a user's own pipelines.</summary>
public sealed class WatchingMineTests
{
    private readonly FakeServer _server = new();

    [Fact]
    public async Task Mine_ListsTheUsersOwnAndThoseThatEndMeanwhile()
    {
        await using var client = await _server.LiveAsync();
        IReadOnlyList<PipelineState> newest = [];
        using var left = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            await foreach (var list in client.WatchMineAsync(left.Token)) newest = list;
        }, TestContext.Current.CancellationToken);
        await UntilAsync(() => _server.Socket.SaidOf("subscribe_user").Any());
        _server.Socket.Push(Frames.Full("a"));
        _server.Socket.Push(Frames.Full("b"));
        _server.Socket.Push(Frames.Full("foreign", owner: "user-2"));
        await _server.AdvanceUntilAsync(() => newest.Count == 2, TimeSpan.FromMilliseconds(16));
        _server.Socket.Push(Frames.Full("a", version: 2, progress: 100, status: "completed"));
        await _server.AdvanceUntilAsync(() => newest[0].IsEnded, TimeSpan.FromMilliseconds(16));

        Assert.Equal(["a", "b"], newest.Select(s => s.Id));
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        await _server.AdvanceUntilAsync(() => _server.Socket.SaidOf("unsubscribe_user").Any());
        await _server.AdvanceUntilAsync(() => _server.Socket.SaidOf("unsubscribe_pipeline").Any());
        Assert.Null(client.GetState("a"));
    }

    [Fact]
    public async Task Mine_OfNone_IsToldOnceTheServerHasNamedWhatItSubscribedTo()
    {
        await using var client = await _server.LiveAsync();
        await using var lists = client
            .WatchMineAsync(TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var first = lists.MoveNextAsync().AsTask();
        await UntilAsync(() => _server.Socket.SaidOf("get_status").Any());
        _server.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.False(first.IsCompleted);
        _server.Socket.Push(new { type = "status", user_id = "user-1", subscriptions = Array.Empty<string>() });
        await _server.AdvanceUntilAsync(() => first.IsCompleted, TimeSpan.FromMilliseconds(16));

        Assert.Empty(lists.Current);
    }

    [Fact]
    public async Task Mine_OfAPipelineThatIsHeldAlready_ListsItThoughTheServerSaysNothingNew()
    {
        await using var client = await _server.LiveAsync();
        await using var watching = Watching.Start(client);
        await SubscribedAsync();
        _server.Socket.Push(Frames.Full());
        await UntilAsync(() => watching.Newest is not null);
        await using var lists = client
            .WatchMineAsync(TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);

        Assert.True(
            await lists
                .MoveNextAsync()
                .AsTask()
                .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Equal(["p"], lists.Current.Select(s => s.Id));
    }

    [Fact]
    public async Task EndedPipeline_ThatWasLeftBeforeItsStateCame_IsNotListed()
    {
        await using var client = await _server.LiveAsync();
        await using var lists = client
            .WatchMineAsync(TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var first = lists.MoveNextAsync().AsTask();
        await UntilAsync(() => _server.Socket.SaidOf("get_status").Any());
        var watching = Watching.Start(client, "old");
        await _server.AdvanceUntilAsync(() => _server.Socket.SaidOf("subscribe_pipeline").Any());
        await watching.DisposeAsync();
        await _server.AdvanceUntilAsync(() => _server.Socket.SaidOf("unsubscribe_pipeline").Any());
        _server.Socket.Push(Frames.Full("old", version: 9, progress: 100, status: "completed"));
        _server.Socket.Push(Frames.Full("new"));
        await _server.AdvanceUntilAsync(() => first.IsCompleted, TimeSpan.FromMilliseconds(16));

        Assert.Equal(["new"], lists.Current.Select(s => s.Id));
    }

    [Fact]
    public async Task EndedPipeline_OfAListThatWasLeftBeforeItCame_IsNotListed()
    {
        await using var client = await _server.LiveAsync();
        await using var lists = client
            .WatchMineAsync(TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var first = lists.MoveNextAsync().AsTask();
        await UntilAsync(() => _server.Socket.SaidOf("get_status").Any());
        using var left = new CancellationTokenSource();
        var reading = client.WatchQueryAsync(cancellationToken: left.Token).GetAsyncEnumerator(left.Token);
        var listed = reading.MoveNextAsync().AsTask();
        await UntilAsync(() => _server.Socket.SaidOf("subscribe_query").Any());
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listed);
        await reading.DisposeAsync();
        await UntilAsync(() => _server.Socket.SaidOf("unsubscribe_query").Any());
        var id = (string)_server.Socket.SaidOf("subscribe_query").Single()["query_id"]!;
        _server.Socket.Push(new { type = "query", query_id = id, pipeline_ids = new[] { "old" } });
        _server.Socket.Push(Frames.Full("old", version: 9, progress: 100, status: "completed"));
        _server.Socket.Push(Frames.Full("new"));
        await _server.AdvanceUntilAsync(() => first.IsCompleted, TimeSpan.FromMilliseconds(16));

        Assert.Equal(["new"], lists.Current.Select(s => s.Id));
    }

    [Theory]
    [InlineData("expired")]
    [InlineData("forbidden")]
    public async Task ShortRun_OfAPipelineThatTheServerHadEndedByItself_IsListed(string reason)
    {
        await using var client = await _server.LiveAsync();
        await using var lists = client
            .WatchMineAsync(TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var first = lists.MoveNextAsync().AsTask();
        await using var watching = Watching.Start(client, options: new WatchOptions { Wait = true });
        await _server.AdvanceUntilAsync(() => _server.Socket.SaidOf("subscribe_pipeline").Any());
        _server.Socket.Push(new { type = "unsubscription_confirmed", pipeline_id = "p", reason });
        await _server.AdvanceUntilAsync(() => watching.Reading.IsCompleted);
        _server.Clock.Advance(TimeSpan.FromSeconds(1));
        _server.Socket.Push(Frames.Full(version: 9, progress: 100, status: "completed"));
        await _server.AdvanceUntilAsync(() => first.IsCompleted, TimeSpan.FromMilliseconds(16));

        Assert.Equal(["p"], lists.Current.Select(s => s.Id));
    }

    [Fact]
    public async Task Mine_HoweverManyFramesCome_IsToldOnceAFrameOfAScreen()
    {
        await using var client = await _server.LiveAsync();
        await using var lists = client
            .WatchMineAsync(TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var first = lists.MoveNextAsync().AsTask();
        await UntilAsync(() => _server.Socket.SaidOf("subscribe_user").Any());
        _server.Socket.Push(Frames.Full());
        Assert.True(await first);
        var second = lists.MoveNextAsync().AsTask();
        for (var version = 2; version <= 50; version++) _server.Socket.Push(Frames.Update(version, version));
        await UntilAsync(() => client.GetState("p")?.Position.Version == 50);
        Assert.False(second.IsCompleted);
        _server.Clock.Advance(TimeSpan.FromMilliseconds(16));

        Assert.True(await second);
        Assert.Equal(50, lists.Current.Single().Position.Version);
    }

    private Task SubscribedAsync() => UntilAsync(() => _server.Socket.SaidOf("subscribe_pipeline").Any());
}
