using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using static Dpa.Realtime.Client.Tests.Fakes.FakeServer;

namespace Dpa.Realtime.Client.Tests;

public sealed class RequestTests
{
    private readonly FakeServer _server = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Control_IsDoneWithItsAnswer()
    {
        await using var client = await _server.LiveAsync();
        var asking = client.ControlAsync("p", PipelineControls.Interrupt, "lunch", Stop);
        await UntilAsync(() => _server.Socket.SaidOf("control").Any());
        var said = _server.Socket.SaidOf("control").Single();
        _server.Socket.Push(
            new
            {
                type = "control_accepted", pipeline_id = "p", action = "interrupt",
                request_id = (string)said["request_id"]!,
            });
        await asking;

        Assert.Equal(
            ("p", "interrupt", "lunch"),
            ((string)said["pipeline_id"]!, (string)said["action"]!, (string)said["reason"]!));
    }

    [Fact]
    public async Task Control_ThatIsRefused_SaysWhyAndReadersGoOn()
    {
        await using var client = await _server.LiveAsync();
        await using var watching = Watching.Start(client);
        var asking = client.ControlAsync("p", PipelineControls.Cancel, cancellationToken: Stop);
        await UntilAsync(() => _server.Socket.SaidOf("control").Any());
        _server.Socket.Push(
            new
            {
                type = "error", code = "not_found", message = "m", suggestion = "s", pipeline_id = "p",
                request_id = (string)_server.Socket.SaidOf("control").Single()["request_id"]!,
            });

        Assert.Equal("not_found", (await Assert.ThrowsAsync<RealtimeException>(() => asking)).Code);
        Assert.False(watching.Reading.IsCompleted);
    }

    [Fact]
    public async Task Answer_IsDoneWhenItIsAccepted()
    {
        await using var client = await _server.LiveAsync();
        var asking = client.AnswerAsync("p", "duplicate", "两者", Stop);
        await UntilAsync(() => _server.Socket.SaidOf("control").Any());
        var said = _server.Socket.SaidOf("control").Single();
        _server.Socket.Push(
            new
            {
                type = "control_accepted", pipeline_id = "p", action = "answer",
                request_id = (string)said["request_id"]!,
            });
        await asking;

        Assert.Equal(
            ("p", "answer", "duplicate", "两者"),
            ((string)said["pipeline_id"]!, (string)said["action"]!, (string)said["question_id"]!,
                (string)said["answer"]!));
    }

    [Theory]
    [InlineData("already_answered", ProgressErrorCodes.AlreadyAnswered)]
    [InlineData("no_such_question", ProgressErrorCodes.NoSuchQuestion)]
    [InlineData("invalid_answer", ProgressErrorCodes.InvalidAnswer)]
    public async Task Answer_ThatIsRefused_SaysWhy(string word, string code)
    {
        await using var client = await _server.LiveAsync();
        using var answer = System.Text.Json.JsonDocument.Parse("""{"name":"Ann"}""");
        var asking = client.AnswerJsonAsync("p", "who", answer.RootElement, Stop);
        await UntilAsync(() => _server.Socket.SaidOf("control").Any());
        var said = _server.Socket.SaidOf("control").Single();
        _server.Socket.Push(
            new
            {
                type = "error", code = word, message = "m", suggestion = "s", pipeline_id = "p",
                request_id = (string)said["request_id"]!,
            });

        var refused = await Assert.ThrowsAsync<RealtimeException>(() => asking);
        Assert.Equal((code, "s"), (refused.Code, refused.Suggestion));
        Assert.Equal("Ann", (string)said["answer"]!["name"]!);
    }

    [Fact]
    public async Task Control_WithoutAnswer_EndsInTime()
    {
        await using var client = await _server.LiveAsync();
        var asking = client.ControlAsync("p", PipelineControls.Cancel, cancellationToken: Stop);
        await UntilAsync(() => _server.Socket.SaidOf("control").Any());
        _server.Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("timeout", (await Assert.ThrowsAsync<RealtimeException>(() => asking)).Code);
    }

    [Fact]
    public async Task Control_OnAConnectionThatBreaks_SaysSo()
    {
        await using var client = await _server.LiveAsync();
        var asking = client.ControlAsync("p", PipelineControls.Cancel, cancellationToken: Stop);
        await UntilAsync(() => _server.Socket.SaidOf("control").Any());
        _server.Socket.Drop();

        Assert.Equal("not_connected", (await Assert.ThrowsAsync<RealtimeException>(() => asking)).Code);
    }

    [Fact]
    public async Task Control_ThatIsCancelled_LeavesNoUnobservedException()
    {
        var unobserved = new List<Exception>();
        void Keep(object? sender, UnobservedTaskExceptionEventArgs e)
        {
            if (e.Exception.InnerException is RealtimeException { Code: "timeout" }) unobserved.Add(e.Exception);
        }

        TaskScheduler.UnobservedTaskException += Keep;
        try
        {
            await using var client = await _server.LiveAsync();
            await LeaveAsync(client);
            _server.Clock.Advance(TimeSpan.FromSeconds(10)); // the answer's time is over
            for (var i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }

            Assert.Empty(unobserved);
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Keep;
        }
    }

    [Fact]
    public async Task Prefixes_AreTheServersChoice()
    {
        await using var client = await _server.LiveAsync(o => (o.SocketPrefix, o.ProgressPrefix) = ("/rt", "state/"));
        _server.Http.On("/progress", _ => FakeHttp.Json(Frames.Full().ToJsonString()));
        await client.GetAsync("p", Stop);

        Assert.Equal("wss://host/app/rt/user-1", _server.Socket.Address.AbsoluteUri);
        Assert.Equal("/app/state/p/progress", _server.Http.Requests.Single().Path);
    }

    [Fact]
    public async Task Control_BeforeTheConnection_WaitsForIt()
    {
        await using var client = _server.Client();
        var asking = client.ControlAsync("p", PipelineControls.Retry, cancellationToken: Stop);
        await _server.GreetAsync(client);
        await UntilAsync(() => _server.Socket.SaidOf("control").Any());
        _server.Socket.Push(
            new
            {
                type = "control_accepted", pipeline_id = "p", action = "retry",
                request_id = (string)_server.Socket.SaidOf("control").Single()["request_id"]!,
            });
        await asking;
    }

    [Fact]
    public async Task Control_OfNoOrSeveralActions_IsRefused()
    {
        await using var client = _server.Client();
        await Assert.ThrowsAsync<ArgumentException>(() =>
            client.ControlAsync("p", PipelineControls.None, cancellationToken: Stop));
        await Assert.ThrowsAsync<ArgumentException>(() =>
            client.ControlAsync("p", PipelineControls.Cancel | PipelineControls.Retry, cancellationToken: Stop));
    }

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
    public async Task Get_ReadsTheStateOnce()
    {
        _server.Http.On("/pipelines/p/progress", _ => FakeHttp.Json(Frames.Full(progress: 77).ToJsonString()));
        await using var client = _server.Client(o => o.Headers["X-USER-ID"] = "user-1");

        Assert.Equal(77, (await client.GetAsync("p", Stop)).OverallProgress);
        Assert.Equal("/app/api/v1/pipelines/p/progress", _server.Http.Requests.Single().Path);
        Assert.Equal("user-1", _server.Http.Requests.Single().Headers["X-USER-ID"]);
        Assert.Empty(_server.Sockets);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, true, "not_found")]
    [InlineData(HttpStatusCode.NotFound, false, "http_404")]
    [InlineData(HttpStatusCode.Unauthorized, true, "unauthorized")]
    [InlineData(HttpStatusCode.BadGateway, false, "http_502")]
    [InlineData(HttpStatusCode.OK, false, "not_json")]
    public async Task Get_ThatFails_SaysWhy(HttpStatusCode status, bool isProblem, string code)
    {
        _server.Http.On("/pipelines/p/progress", _ =>
        {
            if (!isProblem)
                return FakeHttp.Page(status);
            var answer = FakeHttp.Json(
                $$"""{"code":"{{(status == HttpStatusCode.NotFound ? "not_found" : "unauthenticated")}}","detail":"d","suggestion":"s"}""",
                status
            );
            answer.Content.Headers.ContentType = new("application/problem+json");
            return answer;
        });
        await using var client = _server.Client();

        Assert.Equal(code, (await Assert.ThrowsAsync<RealtimeException>(() => client.GetAsync("p", Stop))).Code);
    }

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

    [Fact]
    public async Task Requests_AskABrowserForTheAnswerAsItComes()
    {
        _server.Http.On("/ws/ticket", _ => FakeHttp.Json("""{"ticket":"fresh","expires_in":30}"""));
        await using var client = await _server.LiveAsync();
        var asking = client.AuthenticateAsync(Stop);
        await UntilAsync(() => _server.Socket.SaidOf("ping").Count() == 2);
        _server.Socket.Push(
            new { type = "pong", timestamp = (string)_server.Socket.SaidOf("ping").Last()["timestamp"]! });
        await asking;
        Assert.All(_server.Http.Requests, r => Assert.True(r.StreamsInBrowser));
        Assert.NotEmpty(_server.Http.Requests);
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

    private static string Token(DateTimeOffset end, DateTimeOffset? issued = null)
    {
        var iat = issued is { } at ? $"\"iat\":{at.ToUnixTimeSeconds()}," : "";
        var claims = $$"""{{{iat}}"exp":{{end.ToUnixTimeSeconds()}},"n":"??>"}""";
        var payload = Convert.ToBase64String(Encoding.UTF8.GetBytes(claims));
        return $"e30.{payload.TrimEnd('=').Replace('+', '-').Replace('/', '_')}.sig";
    }

    /// <summary>In a method of its own, so that nothing holds its tasks afterwards.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task LeaveAsync(RealtimeClient client)
    {
        using var left = new CancellationTokenSource();
        var asking = client.ControlAsync("p", PipelineControls.Cancel, cancellationToken: left.Token);
        await UntilAsync(() => _server.Socket.SaidOf("control").Any());
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }
}
