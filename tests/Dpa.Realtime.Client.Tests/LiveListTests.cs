using System.Text.Json.Nodes;
using static Dpa.Realtime.Client.Tests.Fakes.FakeServer;

namespace Dpa.Realtime.Client.Tests;

/// <summary>Live lists.</summary>
public sealed class LiveListTests : RequestTest
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(16);

    private readonly List<string[]> _lists = [];
    private IReadOnlyList<PipelineState> _newest = [];

    [Fact]
    public async Task WatchQuery_AsksForIt_AndListsWhatTheServerNamesInItsOrder()
    {
        await using var client = await _server.LiveAsync();
        await using var reading = Read(
            client, new PipelineQuery { Kind = "import", Limit = 20, Statuses = [PipelineStatus.Processing] });
        await UntilAsync(() => Asked().Any());
        var message = Asked().Single();
        Assert.Equal("import", (string?)message["kind"]);
        Assert.Equal(20, (int?)message["limit"]);
        Assert.Equal("[\"processing\"]", message["status"]!.ToJsonString());

        Push(message, "b", "a");
        _server.Socket.Push(Summary("b"));
        await _server.AdvanceUntilAsync(() => client.GetState("b") is not null, Frame);
        Assert.Empty(_lists); // not before all have come
        _server.Socket.Push(Summary("a"));
        await _server.AdvanceUntilAsync(() => _newest.Count == 2, Frame);
        Assert.Equal(["b", "a"], _newest.Select(state => state.Id));

        _server.Socket.Push(Summary("a", version: 2, progress: 60));
        await _server.AdvanceUntilAsync(() => _newest[1].OverallProgress == 60, Frame);
        Push(message, "c", "b");
        _server.Socket.Push(Summary("c"));
        await _server.AdvanceUntilAsync(() => _newest[0].Id == "c", Frame);

        Assert.Equal(["c", "b"], _newest.Select(state => state.Id));
        await _server.AdvanceUntilAsync(() => client.GetState("a") is null, Frame);
        Assert.Empty(_server.Socket.SaidOf("subscribe_pipeline"));
    }

    [Fact]
    public async Task WatchQuery_OfNone_IsAnEmptyListOnceItIsKnown()
    {
        await using var client = await _server.LiveAsync();
        await using var reading = Read(client);
        await UntilAsync(() => Asked().Any());
        _server.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(_lists);

        Push(Asked().Single());

        await _server.AdvanceUntilAsync(() => _lists.Count == 1, Frame);
        Assert.Empty(_lists[0]);
    }

    [Fact]
    public async Task WatchQuery_ThatIsLeft_IsUnsubscribedAndHoldsNothing()
    {
        await using var client = await _server.LiveAsync();
        var reading = Read(client);
        await UntilAsync(() => Asked().Any());
        Push(Asked().Single(), "a");
        _server.Socket.Push(Summary("a"));
        await _server.AdvanceUntilAsync(() => _newest.Count == 1, Frame);

        await reading.DisposeAsync();

        await _server.AdvanceUntilAsync(() => _server.Socket.SaidOf("unsubscribe_query").Any());
        await _server.AdvanceUntilAsync(() => client.GetState("a") is null);
    }

    [Fact]
    public async Task WatchQuery_OfAPipelineThatLeavesTheListAndIsWatched_GoesOnWatchingIt()
    {
        await using var client = await _server.LiveAsync();
        await using var reading = Read(client);
        await UntilAsync(() => Asked().Any());
        var message = Asked().Single();
        Push(message, "p");
        _server.Socket.Push(Summary("p"));
        await _server.AdvanceUntilAsync(() => _newest.Count == 1, Frame);
        await using var watching = Watching.Start(
            client, options: new WatchOptions { Detail = PipelineDetail.Summary });
        await UntilAsync(() => watching.Newest is not null);

        Push(message);
        _server.Socket.Push(
            new { type = "unsubscription_confirmed", pipeline_id = "p", reason = "left" });

        await _server.AdvanceUntilAsync(() => _server.Socket.SaidOf("subscribe_pipeline").Any());
        Assert.NotNull(client.GetState("p"));
    }

    [Fact]
    public async Task WatchQuery_ThatIsRefused_EndsWithTheReason()
    {
        await using var client = await _server.LiveAsync();
        await using var lists = client.WatchQueryAsync(cancellationToken: Stop).GetAsyncEnumerator(Stop);
        var first = lists.MoveNextAsync().AsTask();
        await UntilAsync(() => Asked().Any());

        _server.Socket.Push(
            new
            {
                type = "error", code = "unknown_type", message = "m", suggestion = "s",
                request_id = (string?)Asked().Single()["request_id"],
            });

        Assert.Equal("unknown_type", (await Assert.ThrowsAsync<RealtimeException>(() => first)).Code);
    }

    [Fact]
    public async Task WatchQuery_WhatTheServerCannotAnswerNow_IsAskedForAgain()
    {
        await using var client = await _server.LiveAsync();
        await using var reading = Read(client);
        await UntilAsync(() => Asked().Any());

        _server.Socket.Push(
            new
            {
                type = "error", code = "application_unavailable", message = "m", suggestion = "s",
                request_id = (string?)Asked().Single()["request_id"],
            });

        await _server.AdvanceUntilAsync(() => Asked().Count() == 2);
        Assert.Equal((string?)Asked().First()["query_id"], (string?)Asked().Last()["query_id"]);
    }

    [Theory]
    [InlineData("too_many_subscriptions")]
    [InlineData("not_found")]
    public async Task WatchQuery_WhoseServerRefusesOneOfIt_GoesOnWithoutThatOne(string code)
    {
        await using var client = await _server.LiveAsync();
        await using var reading = Read(client);
        await UntilAsync(() => Asked().Any());
        var message = Asked().Single();
        Push(message, "a", "b");
        _server.Socket.Push(Summary("a"));
        Refuse(message, code, "b");
        await _server.AdvanceUntilAsync(() => _newest.Count == 1, Frame);
        Assert.Equal("a", _newest[0].Id);

        _server.Socket.Push(Summary("a", version: 2, progress: 60));
        await _server.AdvanceUntilAsync(() => _newest[0].OverallProgress == 60, Frame);
        Assert.False(reading.Task.IsCompleted);
        Assert.Single(Asked());
        Assert.Empty(_server.Socket.SaidOf("subscribe_pipeline"));
    }

    [Fact]
    public async Task WatchQuery_OfManyThatCannotBeAnsweredNow_AsksForThemTogetherAndNotForTheList()
    {
        await using var client = await _server.LiveAsync();
        await using var reading = Read(client);
        await UntilAsync(() => Asked().Any());
        var (message, ids) = (Asked().Single(), Enumerable.Range(0, 200).Select(n => $"p{n}").ToArray());
        Push(message, ids);
        foreach (var id in ids) Refuse(message, "backplane_unavailable", id);

        await _server.AdvanceUntilAsync(() =>
            _server.Socket.SaidOf("subscribe_pipeline").Sum(m => m["pipeline_ids"]!.AsArray().Count) == 200);

        Assert.InRange(_server.Socket.SaidOf("subscribe_pipeline").Count(), 1, 5);
        Assert.Single(Asked());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(201)]
    public async Task WatchQuery_WithAWrongLimit_IsRefusedAtOnce(int limit)
    {
        await using var client = _server.Client();

        Assert.Throws<ArgumentException>(() => client.WatchQueryAsync(new PipelineQuery { Limit = limit }, Stop));
    }

    private IEnumerable<JsonObject> Asked() => _server.Socket.SaidOf("subscribe_query");

    private void Push(JsonObject message, params string[] ids) =>
        _server.Socket.Push(new { type = "query", query_id = (string)message["query_id"]!, pipeline_ids = ids });

    private void Refuse(JsonObject message, string code, string id) =>
        _server.Socket.Push(
            new
            {
                type = "error", code, message = "m", suggestion = "s", pipeline_id = id,
                request_id = (string?)message["request_id"],
            });

    private static JsonObject Summary(string id, long version = 1, double progress = 10)
    {
        var frame = Frames.Full(id, version, progress);
        foreach (var field in new[] { "stages", "transitions", "transitions_from" }) frame.Remove(field);
        return frame;
    }

    private Reading Read(RealtimeClient client, PipelineQuery? query = null)
    {
        var left = new CancellationTokenSource();
        return new(left, Task.Run(async () =>
        {
            await foreach (var list in client.WatchQueryAsync(query, left.Token))
            {
                _newest = list;
                _lists.Add([.. list.Select(state => state.Id)]);
            }
        }, Stop));
    }

    private sealed record Reading(CancellationTokenSource Left, Task Task) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Left.CancelAsync();
            await Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Left.Dispose();
        }
    }
}
