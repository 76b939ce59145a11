using System.Net;
using System.Text.Json.Nodes;
using static Dpa.Realtime.Client.Tests.Fakes.FakeServer;

namespace Dpa.Realtime.Client.Tests.Fallback;

/// <summary>Answers and control requests while there is no socket.</summary>
public sealed class ControlOverHttpTests
{
    private const string Accepted = """{"type":"control_accepted","pipeline_id":"p","action":"answer"}""";

    private readonly FakeServer _server = new() { Refusal = Failure.Closed(1006) };
    private readonly List<FakeStream> _streams = [];
    private bool _takesStreams;

    public ControlOverHttpTests()
    {
        _server.Http.On("/progress", _ => FakeHttp.Json("""{"pipelines":[],"not_found":[]}"""));
        _server.Http.On("/control", _ => FakeHttp.Json(Accepted, HttpStatusCode.Accepted));
        _server.Http.On("/events", _ =>
        {
            if (!_takesStreams) return FakeHttp.Page(HttpStatusCode.NotFound);
            var stream = new FakeStream();
            _streams.Add(stream);
            return stream.Answer();
        });
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private IReadOnlyList<FakeRequest> Posts =>
        [.. _server.Http.Requests.Where(r => r.Path.EndsWith("/control", StringComparison.Ordinal))];

    [Theory]
    [InlineData(ConnectionStatus.Streaming)]
    [InlineData(ConnectionStatus.Polling)]
    public async Task Answer_WithoutASocket_GoesOverHttp(ConnectionStatus status)
    {
        await using var client = await FallenBackAsync(status);

        await client.AnswerAsync("p", "duplicate", "两者", Stop);

        var post = Assert.Single(Posts);
        Assert.Equal(("POST", "/app/api/v1/pipelines/p/control"), (post.Method.Method, post.Path));
        var said = JsonNode.Parse(post.Body)!;
        Assert.Equal(
            ("answer", "duplicate", "两者"),
            ((string)said["action"]!, (string)said["question_id"]!, (string)said["answer"]!));
    }

    [Theory]
    [InlineData(ConnectionStatus.Streaming)]
    [InlineData(ConnectionStatus.Polling)]
    public async Task Control_WithoutASocket_GoesOverHttp(ConnectionStatus status)
    {
        await using var client = await FallenBackAsync(status);

        await client.ControlAsync("p", PipelineControls.Cancel, "lunch", Stop);

        var said = JsonNode.Parse(Assert.Single(Posts).Body)!;
        Assert.Equal(("cancel", "lunch"), ((string)said["action"]!, (string)said["reason"]!));
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("a/b")]
    public async Task Id_ThatWouldLeadElsewhere_IsRefused(string id)
    {
        await using var client = Client(_ => { });

        await Assert.ThrowsAsync<ArgumentException>(() => client.ControlAsync(id, PipelineControls.Cancel, null, Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => client.AnswerAsync(id, "q", "yes", Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetAsync(id, Stop));
        Assert.Empty(Posts);
    }

    [Fact]
    public async Task Answer_BeforeAnythingGetsThrough_WaitsForIt()
    {
        await using var client = Client(o => o.AnswerTimeout = TimeSpan.FromMinutes(2));
        client.Start();
        var asking = client.AnswerAsync("p", "duplicate", "yes", Stop);
        await _server.AdvanceUntilAsync(() => asking.IsCompleted, TimeSpan.FromMilliseconds(200));

        await asking;
        Assert.Single(Posts);
    }

    [Theory]
    [InlineData(409, "already_answered", ProgressErrorCodes.AlreadyAnswered)]
    [InlineData(409, "no_such_question", ProgressErrorCodes.NoSuchQuestion)]
    [InlineData(422, "invalid_answer", ProgressErrorCodes.InvalidAnswer)]
    [InlineData(404, "not_found", ProgressErrorCodes.NotFound)]
    [InlineData(503, "backplane_unavailable", ProgressErrorCodes.BackplaneUnavailable)]
    [InlineData(429, "rate_limited", ProgressErrorCodes.RateLimited)]
    public async Task Answer_ThatIsRefused_SaysWhy(int status, string word, string code)
    {
        _server.Http.On("/control", _ => Problem(status, word));
        await using var client = await FallenBackAsync(ConnectionStatus.Polling);

        var refused = await Assert.ThrowsAsync<RealtimeException>(() => client.AnswerAsync("p", "q", "no", Stop));

        Assert.Equal((code, "Title.", "Do this."), (refused.Code, refused.Message, refused.Suggestion));
    }

    [Fact]
    public async Task Answer_WithAnOldToken_IsSentOnceMoreWithANewOne()
    {
        _server.Http.On("/control", r => r.Headers["Authorization"] == "Bearer new"
            ? FakeHttp.Json(Accepted, HttpStatusCode.Accepted)
            : Problem(401, "unauthenticated"));
        await using var client = await FallenBackAsync(
            ConnectionStatus.Polling, o => o.AccessTokenProvider = (renew, _) => new(renew ? "new" : "old"));

        await client.AnswerAsync("p", "q", "yes", Stop);

        Assert.Equal(["Bearer old", "Bearer new"], Posts.Select(p => p.Headers["Authorization"]));
    }

    [Fact]
    public async Task Answer_WhoseConnectionBreaks_MayHaveBeenTaken()
    {
        _server.Http.On("/control", _ => throw new HttpRequestException(HttpRequestError.ConnectionError));
        await using var client = await FallenBackAsync(ConnectionStatus.Polling);

        var broken = await Assert.ThrowsAsync<RealtimeException>(() => client.AnswerAsync("p", "q", "yes", Stop));

        Assert.Equal(ProgressErrorCodes.Unreachable, broken.Code);
        Assert.Contains("look at the state", broken.Suggestion, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_OfAPage_IsNotTakenForAnAcceptance()
    {
        _server.Http.On("/control", _ => FakeHttp.Page());
        await using var client = await FallenBackAsync(ConnectionStatus.Polling);

        var other = await Assert.ThrowsAsync<RealtimeException>(() => client.AnswerAsync("p", "q", "yes", Stop));

        Assert.Equal(ProgressErrorCodes.NotJson, other.Code);
        Assert.Contains("look at the state", other.Suggestion, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(502, true)]
    [InlineData(504, true)]
    [InlineData(404, false)]
    [InlineData(413, false)]
    public async Task Answer_ThatAGatewayAnswers_MayHaveBeenTakenUnlessItRefuses(int status, bool isPossible)
    {
        _server.Http.On("/control", _ => FakeHttp.Page((HttpStatusCode)status));
        await using var client = await FallenBackAsync(ConnectionStatus.Polling);

        var other = await Assert.ThrowsAsync<RealtimeException>(() => client.AnswerAsync("p", "q", "yes", Stop));

        Assert.Equal($"http_{status}", other.Code);
        Assert.Equal(isPossible ? "It may have been carried out: look at the state." : "", other.Suggestion);
    }

    private static HttpResponseMessage Problem(int status, string code)
    {
        var answer = FakeHttp.Json(
            $$"""{"title":"Title.","code":"{{code}}","suggestion":"Do this."}""", (HttpStatusCode)status);
        answer.Content.Headers.ContentType = new("application/problem+json");
        return answer;
    }

    private RealtimeClient Client(Action<RealtimeClientOptions>? configure = null) => _server.Client(configure);

    private async Task<RealtimeClient> FallenBackAsync(
        ConnectionStatus status, Action<RealtimeClientOptions>? configure = null)
    {
        _takesStreams = status == ConnectionStatus.Streaming;
        var client = Client(configure);
        client.Start();
        if (_takesStreams)
        {
            await _server.AdvanceUntilAsync(() => _streams.Count == 1);
            _streams[0].Greet();
            await UntilAsync(() => client.Connection.Status == status);
        }

        await _server.AdvanceUntilAsync(() => client.Connection.Status == status);
        return client;
    }
}
