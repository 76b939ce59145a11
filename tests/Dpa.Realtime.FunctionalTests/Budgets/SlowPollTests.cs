using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Dpa.Realtime.Connections;
using Dpa.Realtime.Endpoints;
using Dpa.Realtime.Faults;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.FunctionalTests.Budgets;

/// <summary>
/// A poll whose client sends its body or takes its answer slowly: bounded in time, and counted as one that is held.
/// </summary>
public sealed class SlowPollTests : IAsyncLifetime
{
    private static readonly Uri Polls = new("/api/v1/pipelines/progress", UriKind.Relative);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private RealtimeServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await StartAsync(TimeSpan.FromSeconds(15));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("/api/v1/pipelines/progress")]
    [InlineData("/api/v1/pipelines/events")]
    public async Task Body_ThatDoesNotCome_IsAnswered408After30Seconds(string address)
    {
        using var client = await BeginAsync(address);
        var answer = ReadToEndAsync(client);

        var began = _time.GetUtcNow();
        await PassUntilAsync(() => Task.FromResult(answer.IsCompleted), "the answer to a body that does not come");

        Assert.StartsWith("HTTP/1.1 408", await answer, StringComparison.Ordinal);
        Assert.Contains("\"request_timeout\"", await answer, StringComparison.Ordinal);
        Assert.True(_time.GetUtcNow() - began >= TimeSpan.FromSeconds(30), "It was given up too early.");
    }

    [Theory]
    [InlineData("/api/v1/pipelines/progress")]
    [InlineData("/api/v1/pipelines/events")]
    public async Task Bodies_MoreThanAUserMayHaveUnderWay_AreRefusedUntilOneHasCome(string address)
    {
        using var greedy = Client("user-1");
        using var other = Client("other");
        using var first = await BeginAsync(address);
        using var second = await BeginAsync(address);
        await BothAreHeldAsync("user-1");
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(greedy));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(other));
        await first
            .GetStream()
            .WriteAsync(
                Encoding.ASCII.GetBytes("\"positions\":{}}" + new string(' ', 84)),
                TestContext.Current.CancellationToken);

        await Eventually.HoldsAsync(async () => await StatusAsync(greedy) == HttpStatusCode.OK, "a place is free");
    }

    [Fact]
    public async Task Answer_ThatIsNotTaken_IsCutAfterTheSendTimeout()
    {
        var (runs, answers) = await BeginAnswersAsync();
        using var http = Client("user-1");
        var budget = _server.Services.GetRequiredService<UserBudgets>().Of("user-1");

        await PassUntilAsync(() => Task.FromResult(budget.Held == 0), "places that are free again"); // one is cut first

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http));
        Assert.False(
            (await ReadToEndAsync(answers[0])).TrimEnd('\r', '\n', '0').EndsWith('}'),
            "The whole answer came.");
        foreach (var answer in answers)
            answer.Dispose();
        foreach (var run in runs)
            await run.DisposeAsync();
    }

    /// <summary>
    /// Taken a little at a time, each piece within the send timeout, an answer would hold its states for hours.
    /// </summary>
    [Fact]
    public async Task Answer_ThatIsTakenTooSlowly_IsCutAfterTwoMinutes()
    {
        await RestartWithoutSendTimeoutAsync();
        var (runs, answers) = await BeginAnswersAsync();
        using var http = Client("user-1");
        var began = _time.GetUtcNow();

        await PassUntilAsync(async () => await StatusAsync(http) == HttpStatusCode.OK, "a place that is free again");

        Assert.True(_time.GetUtcNow() - began >= AnswerLimit.Total - TimeSpan.FromSeconds(1), "It was cut too early.");
        foreach (var answer in answers) answer.Dispose();
        foreach (var run in runs) await run.DisposeAsync();
    }

    [Fact]
    public async Task Stop_WithAnswersThatAreNotTaken_CutsThemAfterAMoment()
    {
        await RestartWithoutSendTimeoutAsync();
        var (_, answers) = await BeginAnswersAsync();

        var stop = _server.StopAsync();
        var stopping = _server.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        await Eventually.HoldsAsync(() => stopping.IsCancellationRequested, "the host stops");
        var end = _time.GetUtcNow() + (AnswerLimit.Total / 2);
        await Eventually.HoldsAsync(
            () =>
            {
                if (_time.GetUtcNow() < end) _time.Advance(TimeSpan.FromSeconds(1));
                return stop.IsCompleted;
            },
            "the stop's end");

        await stop;
        foreach (var answer in answers) answer.Dispose();
    }

    [Theory]
    [InlineData("/api/v1/pipelines/progress")]
    [InlineData("/api/v1/pipelines/events")]
    public async Task Stop_WithBodiesStillToCome_WaitsForNone(string address)
    {
        using var first = await BeginAsync(address);
        using var second = await BeginAsync(address);
        await BothAreHeldAsync("user-1");

        var stop = _server.StopAsync();
        var answer = await ReadToEndAsync(first);

        Assert.StartsWith("HTTP/1.1 503", answer, StringComparison.Ordinal);
        Assert.Contains("\"draining\"", answer, StringComparison.Ordinal);
        await stop.WaitAsync(WireClient.Limit, TestContext.Current.CancellationToken);
    }

    private Task<RealtimeServer> StartAsync(TimeSpan sendTimeout) => RealtimeServer.StartAsync(
        o => (o.MaxHeldRequestsPerUser, o.SendTimeout) = (2, sendTimeout),
        b => b.Services.AddSingleton<TimeProvider>(_time)
            .Configure<HostOptions>(h => h.ShutdownTimeout = 2 * WireClient.Limit)
            .Configure<KestrelServerOptions>(k =>
            {
                // Kestrel's own limits, and the host's, would end what these tests are about, later.
                k.Limits.MinRequestBodyDataRate = null;
                k.Limits.MinResponseDataRate = null;
            }));

    private async Task RestartWithoutSendTimeoutAsync()
    {
        await _server.DisposeAsync();
        _server = await StartAsync(Timeout.InfiniteTimeSpan);
    }

    /// <summary>Two answers, of more than the system's buffers take, whose clients read nothing.</summary>
    private async Task<(PipelineRun[] Runs, TcpClient[] Answers)> BeginAnswersAsync()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 200).Select(LargeAsync));
        TcpClient[] answers =
        [
            await BeginAsync("/api/v1/pipelines/progress?user=me", "{\"positions\":{}}"),
            await BeginAsync("/api/v1/pipelines/progress?user=me", "{\"positions\":{}}"),
        ];
        await BothAreHeldAsync("user-1");
        return (runs, answers);
    }

    private async Task<PipelineRun> LargeAsync(int number)
    {
        var stages = Enumerable.Range(0, 150).Select(s => new StageDefinition($"s{s}", new string('n', 250)));
        return await _server.Progress.StartAsync(
            new PipelineStart($"large{number}", "user-1") { Stages = [.. stages] },
            TestContext.Current.CancellationToken);
    }

    /// <summary>Sends a request's head, and of its body what is given.</summary>
    private async Task<TcpClient> BeginAsync(string address, string? body = null)
    {
        var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(_server.Http.Host, _server.Http.Port, TestContext.Current.CancellationToken);
        var head =
            $"POST {address} HTTP/1.1\r\nHost: {_server.Http.Authority}\r\nX-USER-ID: user-1\r\nContent-Type: "
                + $"application/json\r\n"
            + $"Content-Length: {body?.Length ?? 100}\r\n\r\n{body ?? "{"}";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        return client;
    }

    /// <summary>All that comes until the server ends the connection.</summary>
    private static async Task<string> ReadToEndAsync(TcpClient client)
    {
        using var wait = new Wait("the connection's end");
        var text = new StringBuilder();
        var buffer = new byte[64 * 1024];
        try
        {
            while (await client.GetStream().ReadAsync(buffer, wait.Token) is > 0 and var read)
                text.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }
        catch (IOException)
        {
            // A reset is an end too.
        }

        return text.ToString();
    }

    /// <summary>Looked up, and not asked for: a poll that asks takes a place itself.</summary>
    private Task BothAreHeldAsync(string userId)
    {
        var budgets = _server.Services.GetRequiredService<UserBudgets>();
        return Eventually.HoldsAsync(() => budgets.Of(userId).Held == 2, "both are held");
    }

    private async Task PassUntilAsync(Func<Task<bool>> holds, string what)
    {
        await Eventually.HoldsAsync(
            async () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return await holds();
            },
            what);
    }

    private HttpClient Client(string userId)
    {
        var http = new HttpClient { BaseAddress = _server.Http };
        http.DefaultRequestHeaders.Add("X-USER-ID", userId);
        return http;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http)
    {
        using var answer = await http.PostAsJsonAsync(
            Polls, new JsonObject { ["positions"] = new JsonObject() }, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
