using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using static Dpa.Realtime.Client.Tests.Fakes.FakeServer;

namespace Dpa.Realtime.Client.Tests;

/// <summary>Tokens and tickets are renewed in time, and a refusal is reported.</summary>
public sealed class AuthenticateTests : RequestTest
{
    [Fact]
    public async Task Authenticate_SendsAFreshTicketAndIsDoneWithThePong()
    {
        _server.Http.On("/ws/ticket", _ => FakeHttp.Json("""{"ticket":"fresh","expires_in":30}"""));
        await using var client = await _server.LiveAsync();
        var asking = client.AuthenticateAsync(Stop);
        await UntilAsync(() => _server.Socket.SaidOf("authenticate").Any());
        Assert.Equal("fresh", (string?)_server.Socket.SaidOf("authenticate").Single()["ticket"]);
        await UntilAsync(() => _server.Socket.SaidOf("ping").Count() == 2);
        _server.Socket.Push(
            new { type = "pong", timestamp = (string)_server.Socket.SaidOf("ping").Last()["timestamp"]! });
        await asking;
    }

    [Fact]
    public async Task Authenticate_WithATicketThatDoesNotHold_SaysSo()
    {
        await using var client = await _server.LiveAsync(o => o.TicketProvider = _ => new("used"));
        var asking = client.AuthenticateAsync(Stop);
        await UntilAsync(() => _server.Socket.SaidOf("authenticate").Any());
        _server.Socket.Push(
            new
            {
                type = "error", code = "invalid_message", message = "m", suggestion = "s",
                request_id = (string)_server.Socket.SaidOf("authenticate").Single()["request_id"]!,
            });

        Assert.Equal("invalid_message", (await Assert.ThrowsAsync<RealtimeException>(() => asking)).Code);
    }

    [Fact]
    public async Task AuthenticateInterval_RenewsFromTimeToTime()
    {
        var tickets = 0;
        await using var client = await _server.LiveAsync(o =>
        {
            o.TicketProvider = _ => new($"t{++tickets}");
            o.AuthenticateInterval = TimeSpan.FromSeconds(20);
        });
        for (var renewals = 1; renewals <= 2; renewals++)
        {
            _server.Clock.Advance(TimeSpan.FromSeconds(20));
            await UntilAsync(() => _server.Socket.SaidOf("authenticate").Count() == renewals);
            _server.Socket.Push(new { type = "ping", timestamp = "t" });
            await UntilAsync(() => _server.Socket.SaidOf("pong").Count() == renewals);
        }
    }

    [Fact]
    public async Task JsonWebToken_IsRenewedOnTheOpenSocketBeforeItEnds()
    {
        _server.Http.On("/ws/ticket", _ => FakeHttp.Json("""{"ticket":"fresh","expires_in":30}"""));
        var renewals = new List<bool>();
        await using var client = await _server.LiveAsync(o => o.AccessTokenProvider = (renew, _) =>
        {
            lock (renewals) renewals.Add(renew);
            return new(Token(_server.Clock.GetUtcNow().AddSeconds(60)));
        });
        _server.Clock.Advance(TimeSpan.FromSeconds(29)); // a heartbeat's limit is 30 s
        Assert.Empty(_server.Socket.SaidOf("authenticate"));
        _server.Socket.Push(new { type = "ping", timestamp = "t" });
        await UntilAsync(() => _server.Socket.SaidOf("pong").Any());
        _server.Clock.Advance(TimeSpan.FromSeconds(2));
        await UntilAsync(() => _server.Socket.SaidOf("authenticate").Any());

        Assert.Equal("fresh", (string?)_server.Socket.SaidOf("authenticate").Single()["ticket"]);
        Assert.Equal([false, true], renewals);
    }

    [Theory]
    [InlineData("opaque")]
    [InlineData("a.b.c")]
    [InlineData("e30.bm8ganNvbg.sig")]
    [InlineData("e30.eyJleHAiOiJzb29uIn0.sig")]
    [InlineData("e30.eyJleHAiOjFlOTl9.sig")]
    public void Token_ThatDoesNotSayWhenItEnds_HasNoEnd(string token) => Assert.Null(TokenEnd.Of(token, default));

    [Fact]
    public async Task JsonWebToken_WhereTheClockIsAheadByMoreThanItsLife_IsRenewedByItsLifetime()
    {
        _server.Http.On("/ws/ticket", _ => FakeHttp.Json("""{"ticket":"fresh","expires_in":30}"""));
        await using var client = await _server.LiveAsync(o => o.AccessTokenProvider = (_, _) =>
        {
            var issued = _server.Clock.GetUtcNow().AddHours(-1);
            return new(Token(issued.AddSeconds(60), issued));
        });
        _server.Clock.Advance(TimeSpan.FromSeconds(29)); // a heartbeat's limit is 30 s
        Assert.Empty(_server.Socket.SaidOf("authenticate"));
        _server.Socket.Push(new { type = "ping", timestamp = "t" });
        await UntilAsync(() => _server.Socket.SaidOf("pong").Any());
        _server.Clock.Advance(TimeSpan.FromSeconds(2));
        await UntilAsync(() => _server.Socket.SaidOf("authenticate").Any());
    }

    [Theory]
    [InlineData("""{"code":"forbidden"}""", "forbidden")]
    [InlineData("""{"title":"Forbidden"}""", "http_403")]
    public async Task Ticket_That403Refuses_IsTheServersRefusalOnlyWithTheProtocolsWord(string body, string reason)
    {
        using var http = new FakeHttp();
        http.On("/ws/ticket", _ => FakeHttp.Json(body, HttpStatusCode.Forbidden));
        using var invoker = new HttpMessageInvoker(http);
        var requests = new Requests(
            new RealtimeClientOptions { Address = new Uri("https://host/app"), UserId = "user-1" }, invoker);
        var e = await Assert.ThrowsAsync<ConnectException>(async () => await requests.ExchangeAsync("Bearer t", Stop));
        Assert.Equal(reason, e.Failure.Reason);
    }
}
