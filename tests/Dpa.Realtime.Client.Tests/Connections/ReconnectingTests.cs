using static Dpa.Realtime.Client.Tests.Fakes.FakeServer;

namespace Dpa.Realtime.Client.Tests.Connections;

public sealed class ReconnectingTests
{
    private readonly FakeServer _server = new();

    [Fact]
    public async Task Start_DialsTheUsersAddress()
    {
        await using var client = _server.Client(o => o.UserId = "用户/1");
        client.Start();
        await UntilAsync(() => _server.Sockets.Count == 1);

        Assert.Equal($"wss://host/app/api/v1/ws/{Uri.EscapeDataString("用户/1")}", _server.Socket.Address.AbsoluteUri);
        Assert.Equal(ConnectionStatus.Connecting, client.Connection.Status);
    }

    [Fact]
    public async Task Greeting_MakesItLive()
    {
        await using var client = await _server.LiveAsync();
        client.Start();

        Assert.Equal(new ConnectionSnapshot { Status = ConnectionStatus.Live }, client.Connection);
        Assert.Single(_server.Sockets);
    }

    [Fact]
    public async Task Failures_InARow_DoubleTheirDelayThenTryOnceAMinute()
    {
        _server.Refusal = Failure.Closed(1006);
        await using var client = _server.Client();
        var begin = _server.Clock.GetUtcNow();
        client.Start();
        await UntilAsync(() => client.Connection.Attempt == 1);
        await _server.AdvanceUntilAsync(() => _server.Attempts.Count == 7, TimeSpan.FromMilliseconds(250));

        var gaps = _server.Attempts.Zip(_server.Attempts.Skip(1), (a, b) => (b - a).TotalSeconds).ToList();
        Assert.Equal(begin, _server.Attempts.First());
        double[] expected = [1, 2, 4, 8, 60, 60]; // half of each bound: the jitter is a half
        // The clock goes in steps, and an attempt may be made some steps after its time.
        for (var i = 0; i < expected.Length; i++) Assert.InRange(gaps[i], expected[i], expected[i] + 5);
    }

    [Fact]
    public async Task Drop_OfAStableConnection_ComesBackAndCountsNoFailure()
    {
        await using var client = await _server.LiveAsync();
        _server.Clock.Advance(TimeSpan.FromSeconds(10));
        _server.Socket.Drop();
        await UntilAsync(() => client.Connection.Status == ConnectionStatus.Reconnecting);
        Assert.Equal((0, "closed_1006"), (client.Connection.Attempt, client.Connection.Reason));

        _server.Clock.Advance(TimeSpan.FromMilliseconds(500));
        await _server.GreetAsync(client, 2);

        Assert.Equal((1, 1L, 0), (client.Connection.Reconnects, client.Counters.Reconnects, client.Connection.Attempt));
    }

    [Fact]
    public async Task Greeting_ThatNeverComes_IsAFailedAttempt()
    {
        await using var client = _server.Client();
        client.Start();
        await UntilAsync(() => _server.Sockets.Count == 1);
        _server.Clock.Advance(TimeSpan.FromSeconds(10));
        await UntilAsync(() => client.Connection.Attempt == 1);

        Assert.Equal("not_greeted", client.Connection.Reason);
    }

    [Fact]
    public async Task Silence_ForTwoHeartbeats_IsDeath()
    {
        await using var client = await _server.LiveAsync();
        _server.Clock.Advance(TimeSpan.FromSeconds(29.9));
        _server.Socket.Push(new { type = "whatever" }); // anything is a sign of life
        await UntilAsync(() => client.Counters.Ignored == 1);
        _server.Clock.Advance(TimeSpan.FromSeconds(29.9));
        Assert.Equal(ConnectionStatus.Live, client.Connection.Status);

        _server.Clock.Advance(TimeSpan.FromSeconds(0.2));
        await UntilAsync(() => client.Connection.Status == ConnectionStatus.Reconnecting);

        Assert.Equal("heartbeat_missed", client.Connection.Reason);
        await UntilAsync(() => _server.Sockets[0].IsDisposed);
    }

    [Fact]
    public async Task Sockets_ThatGreetAndFallSilent_AreNoSuccess()
    {
        await using var client = await _server.LiveAsync();
        for (var i = 1; i <= 4; i++)
        {
            _server.Clock.Advance(TimeSpan.FromSeconds(30));
            await UntilAsync(() => client.Connection.Attempt == i);
            await _server.AdvanceUntilAsync(() => _server.Sockets.Count == i + 1);
            await _server.GreetAsync(client, i + 1);
        }

        _server.Clock.Advance(TimeSpan.FromSeconds(30));
        await _server.AdvanceUntilAsync(() => _server.Http.Streams.Count > 0);
    }

    [Fact]
    public async Task ReconnectFrame_ComesBackAfterItsTimeWithoutCounting()
    {
        await using var client = await _server.LiveAsync();
        _server.Socket.Push(new { type = "reconnect", after_ms = 3000, reason = "drain" });
        _server.Socket.Drop(1012);
        await UntilAsync(() => client.Connection.Status == ConnectionStatus.Reconnecting);
        client.Start(); // no haste: the server spread its clients
        _server.Clock.Advance(TimeSpan.FromSeconds(2.9));
        Assert.Single(_server.Sockets);

        _server.Clock.Advance(TimeSpan.FromSeconds(0.1));
        await _server.GreetAsync(client, 2);

        Assert.Equal(0, client.Connection.Attempt);
    }

    [Fact]
    public async Task ReconnectFrame_TimeAndAgain_IsNoTightLoop()
    {
        await using var client = _server.Client();
        client.Start();
        for (var socket = 1; socket <= 20; socket++)
        {
            await _server.AdvanceUntilAsync(() => _server.Sockets.Count == socket, TimeSpan.FromMilliseconds(50));
            _server.Socket.Greet();
            _server.Socket.Push(new { type = "reconnect", after_ms = 0, reason = "drain" });
        }

        var gaps = _server.Attempts.Zip(_server.Attempts.Skip(1), (a, b) => (b - a).TotalMilliseconds);
        Assert.All(gaps, gap => Assert.True(gap >= 500, $"{gap} ms")); // the jitter is a half of the first delay
        Assert.Equal(0, client.Connection.Attempt);
    }

    [Fact]
    public async Task ReconnectFrame_OfAThousandYears_IsOneHour()
    {
        await using var client = await _server.LiveAsync();
        _server.Socket.Push(new { type = "reconnect", after_ms = 9e12 });
        _server.Socket.Drop(1012);
        await UntilAsync(() => client.Connection.Status == ConnectionStatus.Reconnecting);
        _server.Clock.Advance(TimeSpan.FromHours(1));
        await UntilAsync(() => _server.Sockets.Count == 2);
    }

    [Fact]
    public async Task RetryAfter_IsHonoured()
    {
        _server.Refusal = new Failure(503, "http_503", "full", TimeSpan.FromSeconds(20));
        await using var client = _server.Client();
        client.Start();
        await UntilAsync(() => client.Connection.Attempt == 1);
        _server.Clock.Advance(TimeSpan.FromSeconds(19.9));
        await Task.Yield();
        Assert.Single(_server.Attempts);

        _server.Clock.Advance(TimeSpan.FromSeconds(0.2));
        await UntilAsync(() => _server.Attempts.Count == 2);
    }

    [Fact]
    public async Task Start_WhileWaiting_TriesAtOnce()
    {
        _server.Refusal = Failure.Closed(1006);
        await using var client = _server.Client();
        client.Start();
        await UntilAsync(() => client.Connection.Attempt == 1);
        client.Start();
        await UntilAsync(() => client.Connection.Attempt == 2);
    }

    [Theory]
    [InlineData(401, "unauthorized")]
    [InlineData(403, "forbidden")]
    public async Task Refusal_OfTheHandshake_AsksForANewTokenOnceThenTells(int status, string reason)
    {
        var renewals = new List<bool>();
        _server.Refusal = new Failure(status, reason, "no");
        await using var client = _server.Client(o => o.AccessTokenProvider = (renew, _) =>
        {
            renewals.Add(renew);
            return new("token");
        });
        await using var watching = Watching.Start(client);

        var told = await Assert.ThrowsAsync<RealtimeException>(() => watching.EndAsync());

        Assert.Equal(reason, told.Code);
        Assert.Equal([false, true], renewals);
        Assert.Equal((ConnectionStatus.Closed, reason), (client.Connection.Status, client.Connection.Reason));
        _server.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(2, _server.Attempts.Count);
    }

    [Fact]
    public async Task Close4401_ConnectsWithANewTokenAtOnce()
    {
        var renewals = new List<bool>();
        await using var client = await _server.LiveAsync(o => o.AccessTokenProvider = (renew, _) =>
        {
            renewals.Add(renew);
            return new($"token {renewals.Count}");
        });
        _server.Socket.Drop(4401);
        await _server.GreetAsync(client, 2);

        Assert.Equal([false, true], renewals);
        Assert.Equal(["Bearer token 1", "Bearer token 2"], _server.Sockets.Select(s => s.Headers["Authorization"]));
    }

    [Fact]
    public async Task Close4403_StopsAndTells()
    {
        await using var client = await _server.LiveAsync();
        await using var watching = Watching.Start(client);
        _server.Socket.Drop(4403);

        await Assert.ThrowsAsync<RealtimeException>(() => watching.EndAsync());

        Assert.Equal(ConnectionStatus.Closed, client.Connection.Status);
        _server.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Single(_server.Sockets);
    }

    [Fact]
    public async Task Close4409_PollsAndSaysWhy()
    {
        _server.Http.On("/progress", _ => FakeHttp.Json("""{"pipelines":[],"not_found":[]}"""));
        await using var client = await _server.LiveAsync();
        await using var watching = Watching.Start(client);
        _server.Socket.Drop(4409);
        await _server.AdvanceUntilAsync(() => client.Connection.Status == ConnectionStatus.Polling);

        Assert.Equal(
            (ConnectionStatus.Polling, "too_many_connections"), (client.Connection.Status, client.Connection.Reason));
        Assert.Empty(_server.Http.Streams);
    }

    [Fact]
    public async Task Ticket_IsFreshForEachAttempt()
    {
        var tickets = 0;
        await using var client = await _server.LiveAsync(o => o.TicketProvider = _ => new($"t {++tickets}"));
        _server.Socket.Drop();
        await _server.AdvanceUntilAsync(() => _server.Sockets.Count == 2);

        Assert.Equal(["DpaTicket t 1", "DpaTicket t 2"], _server.Sockets.Select(s => s.Headers["Authorization"]));
        Assert.All(_server.Sockets, s => Assert.Equal("", s.Address.Query)); // which request logs hold
    }

    [Fact]
    public async Task Changes_AreToldInOrderAndOnce()
    {
        var heard = new List<string>();
        _server.Refusal = Failure.Closed(1006);
        await using var client = _server.Client();
        client.ConnectionChanged += (_, c) => heard.Add($"{c.Status} {c.Attempt}");
        client.Start();
        await UntilAsync(() => client.Connection.Attempt == 1);
        _server.Refusal = null;
        await _server.AdvanceUntilAsync(() => _server.Sockets.Count == 1);
        await _server.GreetAsync(client);

        Assert.Equal(["Connecting 0", "Reconnecting 1", "Live 0"], heard);
    }
}
