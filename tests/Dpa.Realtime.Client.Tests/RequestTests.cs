using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using static Dpa.Realtime.Client.Tests.Fakes.FakeServer;

namespace Dpa.Realtime.Client.Tests;

/// <summary>Requests beside the watching: control, answer, get.</summary>
public sealed class RequestTests : RequestTest
{
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
}
