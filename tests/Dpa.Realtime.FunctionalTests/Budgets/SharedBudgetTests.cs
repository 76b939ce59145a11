using System.Net;
using Dpa.Realtime.Connections;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Faults;
using Dpa.Realtime.FunctionalTests.Endpoints;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.FunctionalTests.Budgets;

/// <summary>
/// What a user has used up on some connections it lacks on all, new ones too; others are served meanwhile.
/// </summary>
public sealed class SharedBudgetTests : IAsyncLifetime
{
    private static readonly TimeSpan Debt = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private RealtimeServer _server = null!;
    private PipelineRun _run = null!;
    private PipelineRun _others = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RealtimeServer.StartAsync(build: b => b.Services.AddSingleton<TimeProvider>(_time));
        _run = await _server.Progress.StartAsync(
            new PipelineStart("p", "greedy") { Stages = [new("a")] }, TestContext.Current.CancellationToken);
        _others = await _server.Progress.StartAsync(
            new PipelineStart("q", "other"), TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _run.DisposeAsync();
        await _others.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Messages_OfAUserWhoseShareIsUsedUp_AreReadWhenTimeHasPassed()
    {
        Budget.Work.Reserve(500_000 + (100_000 * Debt.TotalSeconds));
        await using var client = await WireClient.ConnectAsync(_server, "greedy");
        await using var other = await WireClient.ConnectAsync(_server, "other");
        await client.SendAsync(new { type = "ping" });
        await other.SendAsync(new { type = "ping" });
        await other.ReceiveAsync("pong");

        await AssertPassesAsync(client.ReceiveAsync("pong"));
    }

    [Fact]
    public async Task ControlOverHttp_OfAUser_IsPaidForLikeAMessage()
    {
        using var http = new HttpClient { BaseAddress = _server.Http };
        http.DefaultRequestHeaders.Add("X-USER-ID", "greedy");
        Budget.Work.Reserve(500_000); // all that it may use at once
        using var large = new StringContent($$"""{"action":"cancel","reason":"{{new string('x', 60_000)}}"}""");

        var first = await http.PostAsync("/api/v1/pipelines/p/control", large, TestContext.Current.CancellationToken);
        var next = await http.GetAsync("/api/v1/pipelines/p/progress", TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.TooManyRequests), (first.StatusCode, next.StatusCode));
    }

    [Fact]
    public async Task States_OfAUserWhoseShareIsUsedUp_ComeOnSocketsWhenTimeHasPassed()
    {
        await using var client = await WireClient.ConnectAsync(_server, "greedy");
        await using var other = await WireClient.ConnectAsync(_server, "other");
        UseUpAnswers();
        await client.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "p" });
        await other.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "q" });
        await other.ReceiveAsync("pipeline_progress");

        await AssertPassesAsync(client.ReceiveAsync("pipeline_progress"));
    }

    /// <summary>
    /// A client that unsubscribes what it was not sent yet and asks again owes ever more: it is read no further
    /// meanwhile.
    /// </summary>
    [Fact]
    public async Task Messages_OfAUserWhoIsOwedManyStates_AreReadWhenTimeHasPassed()
    {
        await using var client = await WireClient.ConnectAsync(_server, "greedy");
        UseUpAnswers();
        await client.SendAsync(new { type = "ping" }); // it was waited for already
        await client.ReceiveAsync("pong");
        await client.SendAsync(new { type = "ping" });

        await AssertPassesAsync(client.ReceiveAsync("pong"));
    }

    [Fact]
    public async Task States_OfAUserWhoseShareIsUsedUp_ComeOnStreamsWhenTimeHasPassed()
    {
        UseUpAnswers();
        await using var other = await EventClient.OpenAsync(_server, "?ids=q", "other");
        await other.ReceiveAsync("pipeline_progress");

        // A further stream is refused like every request, until the debt is paid.
        Assert.Equal(
            (429, "rate_limited", (double?)Debt.TotalSeconds),
            await EventClient.RefusalAsync(_server, "?ids=p", "greedy"));
        _time.Advance(Debt + TimeSpan.FromSeconds(1)); // the state itself is to be paid for, too
        await using var late = await EventClient.OpenAsync(_server, "?ids=p", "greedy");
        await late.ReceiveAsync("pipeline_progress");
    }

    [Theory]
    [InlineData("/api/v1/pipelines/{0}/progress")]
    [InlineData("/api/v1/pipelines/progress?ids={0}")]
    public async Task Polls_OfAUserWhoseShareIsUsedUp_AreRefusedUntilTimeHasPassed(string address)
    {
        UseUpAnswers();

        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync("greedy", Of(address, "p")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("other", Of(address, "q")));
        _time.Advance(Debt + TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("greedy", Of(address, "p")));
    }

    /// <summary>What is sent by polls is off the same share.</summary>
    [Theory]
    [InlineData("/api/v1/pipelines/p/progress")]
    [InlineData("/api/v1/pipelines/progress?ids=p")]
    public async Task Polls_ThatBringAState_PayForIt(string address)
    {
        Assert.True(Budget.Answers.IsUnused);

        await StatusAsync("greedy", address);

        Assert.False(Budget.Answers.IsUnused);
    }

    [Fact]
    public async Task Connections_OpenedOverAndOver_AreRefusedUntilTimeHasPassed()
    {
        for (var i = 0; i < 40; i++) Assert.True(Budget.TryConnect());

        var refused = await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() =>
            WireClient.ConnectAsync(_server, "greedy"));
        Assert.Contains("429", refused.Message, StringComparison.Ordinal);
        Assert.Equal(
            (429, "too_many_connections", (double?)10), await EventClient.RefusalAsync(_server, "?ids=p", "greedy"));
        await using (await WireClient.ConnectAsync(_server, "other")) { }

        _time.Advance(TimeSpan.FromSeconds(1));
        await using var late = await WireClient.ConnectAsync(_server, "greedy");
    }

    /// <summary>What a user has under way is read in full to find the newest of it, and paid for.</summary>
    [Fact]
    public async Task SubscribeUser_WithMoreThanAConnectionMayWatch_PaysForAllThatWasRead()
    {
        const int Live = 200;
        await using var server = await RealtimeServer.StartAsync(
            o => o.MaxSubscriptionsPerConnection = 5,
            b => b.Services.AddSingleton<TimeProvider>(_time));
        var runs = new List<PipelineRun>();
        for (var i = 0; i < Live; i++)
            runs.Add(
                await server.Progress.StartAsync(
                    new PipelineStart($"p{i}", "greedy"), TestContext.Current.CancellationToken));
        var work = server.Services.GetRequiredService<UserBudgets>().Of("greedy").Work;
        await using var client = await WireClient.ConnectAsync(server, "greedy");
        var before = work.Due;

        await client.SendAsync(new { type = "subscribe_user" });
        for (var i = 0; i < 5; i++) await client.ReceiveAsync("subscription_confirmed");

        Assert.True(
            _time.GetElapsedTime(before, work.Due)
                >= MessageCost.OfUser(Live, isRemote: false) * TimeSpan.FromMicroseconds(1),
            $"It paid {_time.GetElapsedTime(before, work.Due)}.");
        foreach (var run in runs)
            await run.DisposeAsync();
    }

    /// <summary>
    /// Over a network a pipeline is a few commands of a server that all nodes share: one user may not fill it.
    /// </summary>
    [Fact]
    public async Task SubscribePipeline_OverANetwork_PaysForWhatIsRead()
    {
        const int Ids = 100;
        await using var server = await RealtimeServer.StartAsync(build: b =>
        {
            b.Services.AddSingleton<TimeProvider>(_time);
            new BackplaneLine().AddTo(b);
        });
        var work = server.Services.GetRequiredService<UserBudgets>().Of("greedy").Work;
        await using var client = await WireClient.ConnectAsync(server, "greedy");
        await client.SendAsync(new { type = "ping" });
        await client.ReceiveAsync("pong");
        var before = work.Due;

        await client.SendAsync(
            new { type = "subscribe_pipeline", pipeline_ids = Enumerable.Range(0, Ids).Select(i => $"p{i}") });
        for (var i = 0; i < Ids; i++)
            await client.ReceiveAsync("error");
        var subscribed = work.Due;
        await client.SendAsync(
            new { type = "unsubscribe_pipeline", pipeline_ids = Enumerable.Range(0, Ids).Select(i => $"p{i}") });
        for (var i = 0; i < Ids; i++)
            await client.ReceiveAsync("unsubscription_confirmed");

        const double Tenth = 10; // of a processor: so much later the next message is read
        Assert.InRange(_time.GetElapsedTime(before, subscribed).TotalMicroseconds / Tenth, 50 * Ids, 60 * Ids);
        Assert.InRange(_time.GetElapsedTime(subscribed, work.Due).TotalMicroseconds / Tenth, 50 * Ids, 60 * Ids);
    }

    /// <summary>What waits for its turn is a part of what it costs while it is watched, and no longer.</summary>
    [Fact]
    public async Task UnsubscribePipeline_OfWhatWaitsForItsTurn_KeepsNothingOfIt()
    {
        var wheel = _server.Services.GetRequiredService<DelayWheel>();
        await using var client = await WireClient.ConnectAsync(_server, "greedy");
        await client.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "p", max_hz = 0.1 });
        await client.ReceiveAsync("subscription_confirmed");
        await using var stage = await _run.StartStageAsync("a", TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(
            () =>
            {
                stage.Report(Random.Shared.Next(1, 99));
                _time.Advance(TimeSpan.FromMilliseconds(50));
                return wheel.Count > 0;
            },
            "a change that waits for its turn");

        await client.SendAsync(new { type = "unsubscribe_pipeline", pipeline_id = "p" });
        await client.ReceiveAsync("unsubscription_confirmed");

        Assert.Equal(0, wheel.Count);
    }

    private UserBudget Budget => _server.Services.GetRequiredService<UserBudgets>().Of("greedy");

    private static string Of(string address, string id) => address.Replace("{0}", id, StringComparison.Ordinal);

    private void UseUpAnswers() =>
        Budget.Answers.Reserve(UserBudget.BytesAtOnce + (UserBudget.BytesPerSecond * Debt.TotalSeconds));

    /// <summary>It comes, and not before the debt is paid.</summary>
    private async Task AssertPassesAsync(Task answer)
    {
        var began = _time.GetUtcNow();
        await Eventually.HoldsAsync(
            () =>
            {
                if (!answer.IsCompleted) _time.Advance(TimeSpan.FromMilliseconds(200));
                return answer.IsCompleted;
            },
            "an answer after the debt");
        await answer;
        Assert.True(
            _time.GetUtcNow() - began >= Debt - TimeSpan.FromSeconds(1),
            $"It was answered after {_time.GetUtcNow() - began}.");
    }

    private async Task<HttpStatusCode> StatusAsync(string userId, string address)
    {
        using var http = new HttpClient { BaseAddress = _server.Http };
        http.DefaultRequestHeaders.Add("X-USER-ID", userId);
        using var answer = await http.GetAsync(
            new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
