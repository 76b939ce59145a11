using System.Net;
using System.Text.Json.Nodes;
using static Dpa.Realtime.Client.Tests.Fakes.FakeServer;

namespace Dpa.Realtime.Client.Tests.Fallback;

public sealed class PollingTests
{
    private readonly FakeServer _server = new() { Refusal = Failure.Closed(1006) };

    [Fact]
    public async Task Polling_AsksForAllEveryTwoSecondsAndRaisesOnce()
    {
        var raised = new List<long>();
        var answers = new Queue<string>([
            Frames.Full(version: 3, transition: 1).ToJsonString(),
            Frames.Full(version: 5, progress: 50, transition: 3, transitions: [1, 2, 3]).ToJsonString(),
        ]);
        _server.Http.On("/progress", _ => Answer(answers.TryDequeue(out var state) ? state : ""));
        await using var client = _server.Client();
        client.TransitionRaised += (_, t) => raised.Add(t.Transition!.Number);
        await using var watching = Watching.Start(client);
        await PollingAsync(client);
        await _server.AdvanceUntilAsync(() => _server.Http.Polls.Count == 4);

        Assert.Equal([2, 3], raised);
        Assert.Equal(50, watching.Newest!.OverallProgress);
        Assert.Equal(
            [null, 3L, 5L, 5L],
            _server.Http.Polls.Select(p => (long?)JsonNode.Parse(p.Body)!["positions"]!["p"]?["version"]));
    }

    [Fact]
    public async Task StaleAnswer_IsIgnored()
    {
        var answers = new Queue<string>([
            Frames.Full(version: 9, progress: 90).ToJsonString(), Frames.Full(version: 3, progress: 30).ToJsonString(),
        ]);
        _server.Http.On("/progress", _ => Answer(answers.TryDequeue(out var state) ? state : ""));
        await using var client = _server.Client();
        await using var watching = Watching.Start(client);
        await PollingAsync(client);
        await _server.AdvanceUntilAsync(() => _server.Http.Polls.Count == 3);

        Assert.Equal(90, client.GetState("p")!.OverallProgress);
    }

    [Fact]
    public async Task SocketThatComesBack_EndsPolling()
    {
        _server.Http.On("/progress", _ => Answer(Frames.Full(version: 3).ToJsonString()));
        await using var client = _server.Client(o => o.ProbeInterval = TimeSpan.FromSeconds(20));
        await using var watching = Watching.Start(client);
        await PollingAsync(client);
        await UntilAsync(() => watching.Newest is not null);
        _server.Refusal = null;
        await _server.AdvanceUntilAsync(() => _server.Sockets.Count == 1);
        await _server.GreetAsync(client);
        await UntilAsync(() => _server.Socket.SaidOf("subscribe_pipeline").Any());
        await _server.AdvanceUntilAsync(() => client.Connection.Latency is null, TimeSpan.FromMilliseconds(1));
        var polls = _server.Http.Polls.Count;
        _server.Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(3, (long)_server.Socket.SaidOf("subscribe_pipeline").First()["positions"]!["p"]!["version"]!);
        Assert.Equal(polls, _server.Http.Polls.Count);
    }

    [Fact]
    public async Task ServerThatWasGone_IsBack_TheSocketIsTriedAtOnce()
    {
        _server.Http.On("/progress", _ => FakeHttp.Json("{}", HttpStatusCode.BadGateway)); // of a proxy before it
        await using var client = _server.Client(o => o.ProbeInterval = TimeSpan.FromHours(1));
        await using var watching = Watching.Start(client);
        await _server.AdvanceUntilAsync(() => client.Connection.Reason == "http_502" && _server.Http.Polls.Count >= 2);
        _server.Refusal = null;
        _server.Http.On("/progress", _ => Answer(Frames.Full(version: 3).ToJsonString()));
        var since = _server.Clock.GetUtcNow();
        await _server.AdvanceUntilAsync(() => _server.Sockets.Count == 1);
        await _server.GreetAsync(client);

        Assert.InRange(_server.Clock.GetUtcNow() - since, TimeSpan.Zero, TimeSpan.FromMinutes(2)); // not the hour
        Assert.Equal(ConnectionStatus.Live, client.Connection.Status);
    }

    /// <summary>The server's own answer, which names when to come again, is no outage.</summary>
    [Fact]
    public async Task ServerThatIsFull_LeavesTheSocketToItsTime()
    {
        var isFull = true;
        _server.Http.On(
            "/progress",
            _ =>
            {
                var answer = isFull
                    ? FakeHttp.Json("{}", HttpStatusCode.ServiceUnavailable)
                    : Answer(Frames.Full(version: 3).ToJsonString());
                if (isFull) answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(1));
                return answer;
            });
        await using var client = _server.Client(o => o.ProbeInterval = TimeSpan.FromHours(1));
        await using var watching = Watching.Start(client);
        await _server.AdvanceUntilAsync(() => client.Connection.Reason == "http_503" && _server.Http.Polls.Count >= 2);
        isFull = false;
        await _server.AdvanceUntilAsync(() => client.Connection.Status == ConnectionStatus.Polling);

        Assert.Equal(5, client.Connection.Attempt);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "unauthorized")]
    [InlineData(HttpStatusCode.Forbidden, "forbidden")]
    public async Task Refusal_AsksForANewTokenOnceThenTells(HttpStatusCode status, string code)
    {
        var renewals = new List<bool>();
        _server.Http.On("/progress", _ => FakeHttp.Json("{}", status));
        await using var client = _server.Client(o => o.AccessTokenProvider = (renew, _) =>
        {
            lock (renewals) renewals.Add(renew);
            return new("token");
        });
        await using var watching = Watching.Start(client);
        await _server.AdvanceUntilAsync(() => watching.Reading.IsCompleted);

        Assert.Equal(code, (await Assert.ThrowsAsync<RealtimeException>(() => watching.EndAsync())).Code);
        Assert.Single(renewals, true);
        Assert.Equal(2, _server.Http.Polls.Count);
        Assert.Equal(ConnectionStatus.Closed, client.Connection.Status);
    }

    [Fact]
    public async Task RetryAfter_IsHonoured()
    {
        _server.Http.On("/progress", _ =>
        {
            var answer = FakeHttp.Json("{}", HttpStatusCode.ServiceUnavailable);
            answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(25));
            return answer;
        });
        await using var client = _server.Client();
        await using var watching = Watching.Start(client);
        await PollingAsync(client);
        await UntilAsync(() => client.Connection.Reason == "http_503");
        var since = _server.Clock.GetUtcNow();
        await _server.AdvanceUntilAsync(() => _server.Http.Polls.Count == 2);

        Assert.InRange((_server.Clock.GetUtcNow() - since).TotalSeconds, 24.5, 30);
    }

    [Fact]
    public async Task Status_IsPollingFromTheFirstAnswerOn()
    {
        var isThere = false;
        _server.Http.On("/progress", _ => isThere ? Answer("") : FakeHttp.Page(HttpStatusCode.BadGateway));
        var statuses = new List<ConnectionStatus>();
        await using var client = _server.Client();
        client.ConnectionChanged += (_, c) => statuses.Add(c.Status);
        client.Start(); // nothing is watched: it asks all the same
        await _server.AdvanceUntilAsync(() => _server.Http.Polls.Count >= 3);
        Assert.Equal((ConnectionStatus.Reconnecting, "http_502"), (client.Connection.Status, client.Connection.Reason));
        isThere = true;
        await _server.AdvanceUntilAsync(() => client.Connection.Status == ConnectionStatus.Polling);
        isThere = false;
        await using var watching = Watching.Start(client);
        await _server.AdvanceUntilAsync(() => client.Connection.Reason == "http_502");

        Assert.Equal(ConnectionStatus.Polling, client.Connection.Status);
        Assert.DoesNotContain(ConnectionStatus.Live, statuses);
    }

    [Fact]
    public async Task LateAnswer_ThatFoundNothing_ErasesNoNewerState()
    {
        var silent = new FakeStream();
        _server.Http.On("/progress", _ =>
        {
            var answer = silent.Answer();
            answer.Content.Headers.ContentType = new("application/json");
            return answer;
        });
        await using var client = _server.Client();
        await using var watching = Watching.Start(client);
        await PollingAsync(client);
        _server.Refusal = null;
        client.Start();
        await UntilAsync(() => _server.Sockets.Count == 1);
        await _server.GreetAsync(client);
        _server.Socket.Push(Frames.Full(version: 3));
        await UntilAsync(() => watching.Newest is not null);
        silent.Write("""{"pipelines":[],"not_found":["p"]}""");
        silent.End();
        await UntilAsync(() => _server.Http.Polls.Count == 1 && client.Connection.Status == ConnectionStatus.Live);
        _server.Socket.Push(Frames.Full(version: 4));
        await UntilAsync(() => watching.Newest!.Position.Version == 4);

        Assert.False(watching.Reading.IsCompleted);
    }

    [Fact]
    public async Task PageInsteadOfJson_IsToldAndBackedOff()
    {
        _server.Http.On("/progress", _ => FakeHttp.Page());
        await using var client = _server.Client();
        await using var watching = Watching.Start(client);
        await PollingAsync(client);
        await UntilAsync(() => client.Connection.Reason == "not_json");
        var since = _server.Clock.GetUtcNow();
        await _server.AdvanceUntilAsync(
            () => _server.Clock.GetUtcNow() - since > TimeSpan.FromMinutes(2),
            TimeSpan.FromSeconds(1));

        Assert.Contains("address", client.Connection.Message!, StringComparison.Ordinal);
        Assert.InRange(_server.Http.Polls.Count, 3, 25);
        Assert.False(watching.Reading.IsCompleted);
    }

    [Fact]
    public async Task OwnPipelines_WhilePolling_AreFoundThoughNothingElseIsWatched()
    {
        var found = "";
        _server.Http.On("/progress", r => Answer(r.Query == "?user=me" ? found : ""));
        await using var client = _server.Client();
        await using var lists = client
            .WatchMineAsync(TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var first = lists.MoveNextAsync().AsTask();
        await PollingAsync(client);
        await _server.AdvanceUntilAsync(() => first.IsCompleted);
        Assert.Empty(lists.Current); // known to be none
        found = Frames.Full("new").ToJsonString();
        var next = lists.MoveNextAsync().AsTask();
        await _server.AdvanceUntilAsync(() => next.IsCompleted);
        Assert.Equal(["new"], lists.Current.Select(s => s.Id));

        found = Frames.Full("new", version: 2, progress: 100, status: "completed").ToJsonString();
        var second = lists.MoveNextAsync().AsTask();
        await _server.AdvanceUntilAsync(() => second.IsCompleted);
        Assert.True(lists.Current.Single().IsEnded);
        Assert.Equal(1, (long)JsonNode.Parse(_server.Http.Polls[^1].Body)!["positions"]!["new"]!["version"]!);
    }

    [Fact]
    public async Task MoreThanFiveHundred_AreAskedForInSeveralRequests()
    {
        _server.Http.On("/progress", _ => Answer(""));
        await using var client = _server.Client();
        var watching = Enumerable.Range(0, 501).Select(i => Watching.Start(client, $"p{i}")).ToList();
        await UntilAsync(() => !_server.Attempts.IsEmpty);
        await PollingAsync(client);
        await _server.AdvanceUntilAsync(() => _server.Http.Polls.Count >= 4);

        Assert.Equal(
            [1, 500],
            _server
                .Http.Polls.Skip(2)
                .Take(2)
                .Select(p => JsonNode.Parse(p.Body)!["positions"]!.AsObject().Count)
                .Order());
        await client.DisposeAsync();
        foreach (var one in watching) await one.DisposeAsync();
    }

    [Fact]
    public async Task Dispose_WhileAPollIsNotAnswered_DoesNotWaitForIt()
    {
        var silent = new FakeStream();
        _server.Http.On("/progress", _ =>
        {
            var answer = silent.Answer();
            answer.Content.Headers.ContentType = new("application/json");
            return answer;
        });
        var client = _server.Client();
        await using var watching = Watching.Start(client);
        await PollingAsync(client);

        // the clock stands still: no limit of the client's helps
        await client.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(0, _server.Clock.Timers);
    }

    private static HttpResponseMessage Answer(string state) =>
        FakeHttp.Json($$"""{"pipelines":[{{state}}],"not_found":[]}""");

    private async Task PollingAsync(RealtimeClient client)
    {
        await _server.AdvanceUntilAsync(() => _server.Http.Polls.Count > 0);
        Assert.Equal(5, client.Connection.Attempt);
    }
}
