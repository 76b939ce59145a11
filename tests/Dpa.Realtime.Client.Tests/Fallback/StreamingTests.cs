using System.Text.Json.Nodes;
using static Dpa.Realtime.Client.Tests.Fakes.FakeServer;

namespace Dpa.Realtime.Client.Tests.Fallback;

public sealed class StreamingTests
{
    private readonly FakeServer _server = new();
    private readonly List<FakeStream> _streams = [];

    public StreamingTests()
    {
        _server.Refusal = Failure.Closed(1006);
        _server.Http.On("/progress", _ => FakeHttp.Json("""{"pipelines":[],"not_found":[]}"""));
        _server.Http.On("/events", _ =>
        {
            var stream = new FakeStream();
            _streams.Add(stream);
            return stream.Answer();
        });
    }

    [Fact]
    public async Task FiveFailures_BringAStreamWithWhatIsHeld()
    {
        await using var client = _server.Client();
        await using var watching = Watching.Start(client);
        await StreamingAsync(client);
        _streams[0].Push(JsonNode.Parse(Frames.Full(progress: 33).ToJsonString())!);
        await UntilAsync(() => watching.Newest?.OverallProgress == 33);

        Assert.Equal(
            ("POST", """{"positions":{"p":null}}"""),
            (_server.Http.Streams[0].Method.Method, _server.Http.Streams[0].Body)
        );
        Assert.Empty(_server.Http.Polls);
        Assert.Equal(5, client.Connection.Attempt);
    }

    [Fact]
    public async Task NewReader_OpensTheStreamAnewFromWhatIsHeld()
    {
        await using var client = _server.Client();
        await using var watching = Watching.Start(client);
        await StreamingAsync(client);
        _streams[0].Push(Frames.Full(version: 4));
        await UntilAsync(() => watching.Newest is not null);
        await using var other = Watching.Start(client, "q", new WatchOptions { Wait = true });
        await _server.AdvanceUntilAsync(() => _server.Http.Streams.Count == 2, TimeSpan.FromMilliseconds(30));

        var asked = JsonNode.Parse(_server.Http.Streams[1].Body)!["positions"]!.AsObject();
        Assert.Equal((4L, true), ((long)asked["p"]!["version"]!, asked.ContainsKey("q") && asked["q"] is null));
        Assert.Equal("?wait=true", _server.Http.Streams[1].Query);
    }

    [Fact]
    public async Task PipelineWithoutStages_BesideOneWithStages_IsRequestedWhole()
    {
        await using var client = _server.Client();
        var bare = new WatchOptions { Detail = PipelineDetail.Pipeline };
        await using var watching = Watching.Start(client, options: bare);
        await StreamingAsync(client);
        var state = Frames.Full(version: 4);
        state.Remove("stages");
        _streams[0].Push(state);
        await UntilAsync(() => watching.Newest is not null);
        await using var other = Watching.Start(client, "q");
        await _server.AdvanceUntilAsync(() => _server.Http.Streams.Count == 2, TimeSpan.FromMilliseconds(30));

        Assert.Equal(("?detail=pipeline", ""), (_server.Http.Streams[0].Query, _server.Http.Streams[1].Query));
        Assert.Null(JsonNode.Parse(_server.Http.Streams[1].Body)!["positions"]!["p"]);
    }

    [Fact]
    public async Task SocketThatComesBack_EndsTheStreamWithoutAGap()
    {
        await using var client = _server.Client();
        await using var watching = Watching.Start(client);
        await StreamingAsync(client);
        _streams[0].Push(Frames.Full(version: 4, transition: 1));
        await UntilAsync(() => watching.Newest is not null);
        _server.Refusal = null;
        // Heartbeats keep the stream alive until the next try of the socket.
        await _server.AdvanceUntilAsync(() => Beat(_server.Sockets.Count == 1), TimeSpan.FromSeconds(1));
        await _server.GreetAsync(client);
        await UntilAsync(() => _server.Socket.SaidOf("subscribe_pipeline").Any());

        Assert.Equal(4, (long)_server.Socket.SaidOf("subscribe_pipeline").First()["positions"]!["p"]!["version"]!);
    }

    [Fact]
    public async Task Stream_ThatIsNotGreeted_IsGivenUpForPolling()
    {
        await using var client = _server.Client();
        await using var watching = Watching.Start(client);
        await _server.AdvanceUntilAsync(() => _streams.Count == 1);
        await _server.AdvanceUntilAsync(() => client.Connection.Status == ConnectionStatus.Polling);
        await UntilAsync(() => _server.Http.Polls.Count > 0);
    }

    [Fact]
    public async Task Stream_ThatIsRefused_IsGivenUpForPollingAndTriedAgainAfterAMinute()
    {
        var tries = 0;
        _server.Http.On("/events", _ =>
            Interlocked.Increment(ref tries) > 0 ? FakeHttp.Page(System.Net.HttpStatusCode.NotFound) : null!);
        await using var client = _server.Client();
        await using var watching = Watching.Start(client);
        await _server.AdvanceUntilAsync(() => client.Connection.Status == ConnectionStatus.Polling);
        var since = _server.Clock.GetUtcNow();
        await _server.AdvanceUntilAsync(() => tries == 2, TimeSpan.FromMilliseconds(500));

        Assert.InRange((_server.Clock.GetUtcNow() - since).TotalSeconds, 59, 75);
    }

    [Fact]
    public async Task Stream_ThatLasted_ComesBackByItself()
    {
        await using var client = _server.Client();
        await using var watching = Watching.Start(client);
        await StreamingAsync(client);
        _server.Clock.Advance(TimeSpan.FromSeconds(10));
        _streams[0].End();
        await UntilAsync(() => client.Connection.Status == ConnectionStatus.Reconnecting);
        await _server.AdvanceUntilAsync(() => _streams.Count == 2);

        Assert.Empty(_server.Http.Polls);
    }

    [Fact]
    public async Task ReconnectFrame_OnAStream_ComesBackThen()
    {
        await using var client = _server.Client();
        await using var watching = Watching.Start(client);
        await StreamingAsync(client);
        _streams[0].Push(new { type = "reconnect", after_ms = 4000, reason = "drain" });
        _streams[0].End();
        await UntilAsync(() => client.Connection.Status == ConnectionStatus.Reconnecting);
        _server.Clock.Advance(TimeSpan.FromSeconds(3.9));
        Assert.Single(_streams);
        _server.Clock.Advance(TimeSpan.FromSeconds(0.2));
        await UntilAsync(() => _streams.Count == 2);
    }

    [Fact]
    public async Task Event_ThatNeverEnds_EndsTheStream()
    {
        await using var client = _server.Client();
        await using var watching = Watching.Start(client);
        await StreamingAsync(client);
        var line = $"data: {new string('x', 1024 * 1024)}";
        for (var i = 0; i < 10; i++) _streams[0].Write(line);
        await UntilAsync(() => client.Connection.Status == ConnectionStatus.Polling);
    }

    private bool Beat(bool holds)
    {
        if (!holds) _streams[^1].Push(new { type = "ping", timestamp = "t" });
        return holds;
    }

    private async Task StreamingAsync(RealtimeClient client)
    {
        await _server.AdvanceUntilAsync(() => _streams.Count == 1);
        _streams[0].Greet();
        await UntilAsync(() => client.Connection.Status == ConnectionStatus.Streaming);
    }
}
