using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Faults.Guests;
using Dpa.Realtime.FunctionalTests.Endpoints;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.FunctionalTests.Guests;

/// <summary>Those for whom a guest misbehaves, one on each transport.</summary>
internal sealed class GuestVictims(
    RealtimeServer server, BadGuest bad, FakeTimeProvider time, string guest, LogLines lines) : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _open = [];
    private readonly List<JsonObject> _shown = [];
    private readonly Dictionary<string, Task<string>> _answers = [];
    private readonly HttpClient _http = new() { BaseAddress = server.Http };
    private WireClient? _socket;
    private EventClient? _stream;
    private PipelineRun? _fine;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string User => guest == "UserIdSelector" ? "bad-user" : "user-2";

    /// <summary>Archived pipelines are in no backplane.</summary>
    private string Pipeline => guest == "Archive" ? "bad-gone" : "bad";

    /// <summary>Whether the guest stands between the caller and what it may see.</summary>
    private bool Guards => guest is "Authorizer" or "Archive" or "UserIdSelector";

    /// <summary>How many calls are under way: of one pipeline four until one was answered.</summary>
    private int Expected => guest == "UserIdSelector" ? 5 : Guards ? 4 : 1;

    /// <summary>Brings the guest's call about on every transport, and returns once it has been called.</summary>
    public async Task BeginAsync()
    {
        _http.DefaultRequestHeaders.Add("X-USER-ID", User);
        bad.IsOn = false;
        var run = await server.Progress.StartAsync(
            new PipelineStart("bad", "user-2") { Controls = PipelineControls.Cancel | PipelineControls.Retry }, Ct);
        _open.Add(run);
        run.CancelRequested.Register(bad.OnCancelRequested);
        _fine = await server.Progress.StartAsync(new PipelineStart("fine", "user-2"), Ct);
        _open.Add(_fine);
        if (guest == "Authorizer") await HoldLongPollAsync(run);
        if (guest == "ControlHandler") await run.FailAsync(new ProgressError("broken", "It broke."), Ct);
        bad.IsOn = true;
        if (guest == "Authorizer") time.Advance(TimeSpan.FromSeconds(4)); // what is held is authorized again
        if (Guards) BeginGuarded();
        else await BeginBesideAsync(run);
        await UntilAsync(() => bad.Calls >= Expected);
    }

    /// <summary>Nobody was answered, for the guest is still at it.</summary>
    public void AssertWaiting() =>
        Assert.All(_answers, a =>
            Assert.False(a.Value.IsCompleted, $"{a.Key} was answered before the guest's time was over."));

    /// <summary>The time limit passes, and each is answered what is due.</summary>
    public async Task AssertAnsweredAsync()
    {
        using var limit = new CancellationTokenSource(WireClient.Limit);
        Task answered = Task.WhenAll(_answers.Values);
        while (!answered.IsCompleted || !lines.All.Any(l => l.Event is "GuestTimedOut" or "GuestThrew"))
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await answered
                .WaitAsync(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (answered.IsCompleted)
                await Task.Yield();
            limit.Token.ThrowIfCancellationRequested();
        }

        await ReadStreamAsync();

        foreach (var (transport, answer) in _answers)
            Assert.Equal($"{transport}: {Due(transport)}", $"{transport}: {await answer}");
        if (Guards)
            Assert.DoesNotContain(
                _shown,
                f => (string?)f["type"] is "pipeline_progress" or "pipeline_update" or "progress" or "stage_update");
        if (_socket is null)
            return;
        await _socket.SendAsync(new { type = "ping", timestamp = 1 });
        await _socket.ReceiveAsync("pong");
    }

    public async ValueTask DisposeAsync()
    {
        bad.IsOn = false;
        bad.Dispose();
        _http.Dispose();
        foreach (var open in Enumerable.Reverse(_open)) await open.DisposeAsync();
    }

    private string Due(string transport) => (guest, transport) switch
    {
        ("ControlHandler", "control") => "control_failed",
        ("CancellationCallback", "control") => "control_accepted",
        ("UserIdSelector", "socket") => "503",
        (_, "socket") => "application_unavailable",
        _ => Guards ? "503 application_unavailable, Retry-After 2" : "200",
    };

    private void BeginGuarded()
    {
        _answers["socket"] = SocketAsync();
        if (guest == "UserIdSelector") _answers["stream"] = GetAsync("events?ids=bad");
        else _ = OpenStreamAsync();
        _answers["poll"] = GetAsync($"{Pipeline}/progress");
        _answers["poll of many"] = PollManyAsync();
        if (guest != "Authorizer") _answers["long poll"] = GetAsync($"{Pipeline}/progress?wait=20");
    }

    /// <summary>The guest is called beside what subscribers get: they see everything.</summary>
    private async Task BeginBesideAsync(PipelineRun run)
    {
        _socket = await WireClient.ConnectAsync(server, User, configure: o => o.SetRequestHeader("X-USER-ID", User));
        _open.Add(_socket);
        await _socket.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "bad" });
        await _socket.ReceiveAsync("subscription_confirmed");
        _answers["poll"] = GetAsync("bad/progress");
        await _answers["poll"];
        if (guest == "TransitionHandler")
        {
            await run.WarnAsync("seen though its handler misbehaves", Ct);
            await _socket.ReceiveUntilAsync(f => (string?)f["message"] == "seen though its handler misbehaves");
            _answers.Clear();
            return;
        }

        _answers.Clear();
        await _socket.SendAsync(
            new
            {
                type = "control", pipeline_id = "bad", action = guest == "ControlHandler" ? "retry" : "cancel",
            });
        if (guest == "ControlHandler")
            _answers["control"] = CodeAsync(_socket);
        else
            await _socket.ReceiveAsync("control_accepted"); // whatever the callback does
    }

    private async Task HoldLongPollAsync(PipelineRun run)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/pipelines/bad/progress?wait=20");
        request.Headers.IfNoneMatch.ParseAdd($"\"{run.State.Position}\"");
        _answers["long poll"] = AnswerOfAsync(_http.SendAsync(request, Ct));
        await UntilAsync(() => server.Services.GetRequiredService<PipelineHub>().WatchedPipelines > 1);
    }

    private async Task<string> SocketAsync()
    {
        try
        {
            _socket = await WireClient.ConnectAsync(server, User, configure: o =>
                o.SetRequestHeader("X-USER-ID", User));
        }
        catch (WebSocketException e)
        {
            return e.Message.Contains("503", StringComparison.Ordinal) ? "503" : e.Message;
        }

        _open.Add(_socket);
        await _socket.SendAsync(new { type = "subscribe_pipeline", pipeline_id = Pipeline });
        return await CodeAsync(_socket);
    }

    private async Task<string> CodeAsync(WireClient socket)
    {
        var frames = await socket.ReceiveUntilAsync(f => (string?)f["type"] == "error");
        _shown.AddRange(frames);
        return (string)frames[^1]["code"]!;
    }

    private async Task OpenStreamAsync()
    {
        var stream = await EventClient.OpenAsync(server, $"?ids={Pipeline},fine", User);
        _open.Add(stream);
        _stream = stream;
    }

    /// <summary>
    /// Nobody can ask again on a stream, so the server does; until it has an answer nothing of that pipeline is shown,
    /// and the rest is.
    /// </summary>
    private async Task ReadStreamAsync()
    {
        if (!Guards || guest == "UserIdSelector") return;
        await UntilAsync(() => _stream is not null);
        await _fine!.WarnAsync("after all", Ct);
        while (await _stream!.ReceiveAsync() is { } frame)
        {
            Assert.False((string?)frame["pipeline_id"] == Pipeline, frame.ToJsonString());
            if ((string?)frame["message"] == "after all") return;
        }

        Assert.Fail("The stream ended.");
    }

    private Task<string> GetAsync(string path) =>
        AnswerOfAsync(_http.GetAsync(new Uri($"/api/v1/pipelines/{path}", UriKind.Relative), Ct));

    private Task<string> PollManyAsync() =>
        AnswerOfAsync(
            _http.PostAsJsonAsync(
                "/api/v1/pipelines/progress", new { positions = new Dictionary<string, object?> { [Pipeline] = null } },
                Ct));

    private static async Task<string> AnswerOfAsync(Task<HttpResponseMessage> asking)
    {
        using var answer = await asking;
        if (answer.StatusCode != HttpStatusCode.ServiceUnavailable) return $"{(int)answer.StatusCode}";
        var problem = await answer.Content.ReadFromJsonAsync<JsonObject>(Ct);
        Assert.NotEqual("", (string?)problem!["suggestion"]);
        return $"503 {(string?)problem["code"]}, Retry-After {answer.Headers.RetryAfter?.Delta?.TotalSeconds}";
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(WireClient.Limit);
        while (!holds())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
