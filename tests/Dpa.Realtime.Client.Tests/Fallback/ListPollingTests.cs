using System.Collections.Concurrent;
using System.Net;
using Dpa.Realtime.Faults;
using static Dpa.Realtime.Client.Tests.Fakes.FakeServer;

namespace Dpa.Realtime.Client.Tests.Fallback;

/// <summary>Live lists while there is no socket.</summary>
public sealed class ListPollingTests : RequestTest
{
    private const string Path = "/api/v1/pipelines";

    private readonly ConcurrentQueue<(DateTimeOffset At, string Query)> _asked = new();
    private volatile IReadOnlyList<PipelineState> _newest = [];

    public ListPollingTests()
    {
        _server.Refusal = Failure.Closed(1006);
        _server.Http.On("/progress", _ => FakeHttp.Json("""{"pipelines":[],"not_found":[]}"""));
        Answer(_ => Page());
    }

    [Fact]
    public async Task List_BesideOthersThatBeginAndEndAllTheTime_GoesOn_AndTheSocketTakesItBack()
    {
        Answer(_ => Page("a"));
        await using var client = _server.Client(o => o.ProbeInterval = TimeSpan.FromMinutes(5));
        await using var reading = Read(client, "kept");
        await PollingAsync(client);
        await _server.AdvanceUntilAsync(() => _newest.Count == 1);
        for (var n = 0; n < 200; n++)
        {
            await using (Read(client, $"other{n}"))
            await using (Read(client, $"another{n}"))
                _server.Clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        Answer(_ => Page("b", "a"));
        await _server.AdvanceUntilAsync(() => _newest.Count == 2);

        _server.Refusal = null;
        await _server.AdvanceUntilAsync(() => _server.Sockets.Count == 1, TimeSpan.FromSeconds(10));
        await _server.GreetAsync(client);
        await UntilAsync(() => _server.Socket.SaidOf("subscribe_query").Any(m => (string?)m["kind"] == "kept"));
    }

    [Fact]
    public async Task List_ThatIsAddedDuringARound_IsAskedForAtOnceAfterwards()
    {
        using var gate = new ManualResetEventSlim();
        Answer(_ =>
        {
            gate.Wait(Wait.Limit, Stop);
            return Page("a");
        });
        await using var client = _server.Client();
        await using var first = Read(client, "first");
        await PollingAsync(client);
        await _server.AdvanceUntilAsync(() => _asked.Count == 1);
        await using var second = Read(client, "second");
        await UntilAsync(() => second.Task.Status == TaskStatus.WaitingForActivation);
        gate.Set();

        await UntilAsync(() => _asked.Any(a => a.Query.Contains("kind=second", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ServerThatNamesATime_IsAskedForNoListBefore()
    {
        Answer(_ =>
        {
            var refused = Problem(HttpStatusCode.ServiceUnavailable, "application_unavailable");
            refused.Headers.RetryAfter = new(TimeSpan.FromMinutes(1));
            return refused;
        });
        await using var client = _server.Client();
        await using var first = Read(client, "first");
        await PollingAsync(client);
        await _server.AdvanceUntilAsync(() => !_asked.IsEmpty);
        await using var second = Read(client, "second");
        await _server.AdvanceUntilAsync(() => _asked.Count == 3, TimeSpan.FromSeconds(1));

        var times = _asked.Select(a => a.At).ToArray();
        Assert.InRange(times[1] - times[0], TimeSpan.FromMinutes(1), TimeSpan.MaxValue);
        Assert.InRange(times[2] - times[1], TimeSpan.FromMinutes(1), TimeSpan.MaxValue);
        Assert.Contains(_asked, a => a.Query.Contains("kind=second", StringComparison.Ordinal)); // each has its turn
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, "invalid_message")]
    [InlineData(HttpStatusCode.Forbidden, "forbidden")]
    public async Task List_ThatIsRefused_EndsWithTheReason(HttpStatusCode status, string code)
    {
        Answer(_ => Problem(status, code));
        await using var client = _server.Client();
        await using var reading = Read(client, "first");
        await PollingAsync(client);
        await _server.AdvanceUntilAsync(() => reading.Task.IsCompleted);

        Assert.Equal(code, (await Assert.ThrowsAsync<RealtimeException>(() => reading.Task)).Code);
    }

    [Fact]
    public async Task Stream_OfListsAlone_IsWithoutStages()
    {
        Answer(_ => Page("a"));
        _server.Http.On("/events", _ =>
        {
            var stream = new FakeStream();
            stream.Greet();
            return stream.Answer();
        });
        await using var client = _server.Client();
        await using var reading = Read(client, "first");
        await _server.AdvanceUntilAsync(() => client.Connection.Status == ConnectionStatus.Streaming);
        await _server.AdvanceUntilAsync(() =>
            _server.Http.Streams[^1].Body.Contains("\"a\"", StringComparison.Ordinal));

        Assert.Equal("?detail=summary", _server.Http.Streams[^1].Query);
    }

    private static HttpResponseMessage Page(params string[] ids) => FakeHttp.Json(
        $$"""{"pipelines":[{{string.Join(',', ids.Select(id => Frames.Full(id).ToJsonString()))}}]}""");

    private static HttpResponseMessage Problem(HttpStatusCode status, string code)
    {
        var answer = FakeHttp.Json($$"""{"code":"{{code}}","title":"t","suggestion":"s"}""", status);
        answer.Content.Headers.ContentType = new("application/problem+json");
        return answer;
    }

    private void Answer(Func<FakeRequest, HttpResponseMessage> answer) => _server.Http.On(Path, request =>
    {
        _asked.Enqueue((_server.Clock.GetUtcNow(), request.Query));
        return answer(request);
    });

    private Task PollingAsync(RealtimeClient client) =>
        _server.AdvanceUntilAsync(() => client.Connection.Status == ConnectionStatus.Polling);

    private Reading Read(RealtimeClient client, string kind)
    {
        var left = new CancellationTokenSource();
        return new(left, Task.Run(async () =>
        {
            await foreach (var list in client.WatchQueryAsync(new PipelineQuery { Kind = kind }, left.Token))
                if (kind == "kept") _newest = list;
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
