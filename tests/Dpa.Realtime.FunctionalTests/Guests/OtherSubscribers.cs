using System.Net;
using Dpa.Realtime.FunctionalTests.Endpoints;
using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Guests;

/// <summary>
/// Those who have nothing to do with the pipeline, or the user, for which a guest misbehaves: on a socket, on a stream,
/// with a poll that is held, and polling.
/// </summary>
internal sealed class OtherSubscribers : IAsyncDisposable
{
    private readonly RealtimeServer _server;
    private readonly PipelineRun _run;
    private readonly WireClient _socket;
    private readonly EventClient _stream;
    private readonly HttpClient _http;
    private int _sent;

    private OtherSubscribers(RealtimeServer server, PipelineRun run, WireClient socket, EventClient stream)
    {
        _server = server;
        _run = run;
        _socket = socket;
        _stream = stream;
        _http = new HttpClient { BaseAddress = server.Http };
        _http.DefaultRequestHeaders.Add("X-USER-ID", "user-1");
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<OtherSubscribers> ConnectAsync(RealtimeServer server, PipelineRun run)
    {
        var socket = await ConnectAsync(server);
        var stream = await EventClient.OpenAsync(server, "?ids=good");
        await stream.ReceiveAsync("subscription_confirmed");
        return new OtherSubscribers(server, run, socket, stream);
    }

    /// <summary>
    /// Makes changes one by one, each followed on the socket, on the stream and by a held poll, and polled.
    /// </summary>
    public async Task FollowAsync(int changes)
    {
        for (var i = 0; i < changes; i++)
        {
            var message = $"n{_sent++}";
            var held = HoldAsync();
            await _run.WarnAsync(message, Ct);
            await _socket.ReceiveUntilAsync(f => (string?)f["message"] == message);
            await _stream.ReceiveUntilAsync(f => (string?)f["message"] == message);
            using var heldAnswer = await held.WaitAsync(WireClient.Limit, Ct);
            Assert.Equal(HttpStatusCode.OK, heldAnswer.StatusCode);
            Assert.Contains($"\"{message}\"", await heldAnswer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
            using var answer = await _http
                .GetAsync(new Uri("/api/v1/pipelines/good/progress", UriKind.Relative), Ct)
                .WaitAsync(WireClient.Limit, Ct);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    /// <summary>Answered when something newer comes, whether or not it is held by then.</summary>
    private async Task<HttpResponseMessage> HoldAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/pipelines/good/progress?wait=60");
        request.Headers.IfNoneMatch.ParseAdd($"\"{_run.State.Position}\"");
        return await _http.SendAsync(request, Ct);
    }

    /// <summary>One more socket of the same user.</summary>
    public async Task SubscribeAnotherAsync()
    {
        await using var socket = await ConnectAsync(_server);
    }

    public async Task AssertConnectedAsync()
    {
        await _socket.SendAsync(new { type = "ping", timestamp = 1 });
        await _socket.ReceiveAsync("pong");
        await FollowAsync(1);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _stream.DisposeAsync();
        await _socket.DisposeAsync();
    }

    private static async Task<WireClient> ConnectAsync(RealtimeServer server)
    {
        var socket = await WireClient.ConnectAsync(server, configure: o => o.SetRequestHeader("X-USER-ID", "user-1"));
        await socket.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "good" });
        await socket.ReceiveAsync("subscription_confirmed");
        return socket;
    }
}
