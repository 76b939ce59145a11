using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.FunctionalTests.Endpoints;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.FunctionalTests.Budgets;

/// <summary>What one user may ask of a node over HTTP; another user is served meanwhile.</summary>
public sealed class HttpBudgetTests
{
    private static readonly Uri Progress = new("/api/v1/pipelines/progress?user=me", UriKind.Relative);
    private static readonly Uri Ticket = new("/api/v1/ws/ticket", UriKind.Relative);

    [Fact]
    public async Task Requests_MoreThanAUserMayMake_AreRefusedAndOthersAreServed()
    {
        await using var server = await RealtimeServer.StartAsync(o =>
            (o.MaxRequestsPerSecond, o.RequestBurst) = (1, 20));
        using var greedy = Client(server, "greedy");
        using var other = Client(server, "other");
        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 60; i++)
            answers.Add(await greedy.GetAsync(Progress, TestContext.Current.CancellationToken));

        Assert.InRange(answers.Count(a => a.StatusCode == HttpStatusCode.OK), 1, 25);
        await AssertRefusedAsync(answers[^1], "rate_limited");
        Assert.Equal(
            HttpStatusCode.OK, (await other.GetAsync(Progress, TestContext.Current.CancellationToken)).StatusCode);
    }

    /// <summary>What is beyond the limit is read all the same, and paid for; it is echoed up to a bound.</summary>
    [Fact]
    public async Task Post_OfManyMoreThanTheLimit_IsPaidForBeforeTheNextRequest()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        await using var server = await RealtimeServer.StartAsync(
            o => (o.MaxRequestsPerSecond, o.RequestBurst, o.MaxSubscriptionsPerConnection) = (1, 3, 10),
            b => b.Services.AddSingleton<TimeProvider>(time));
        using var http = Client(server, "user-1");
        var body = new { positions = Enumerable.Range(0, 500).ToDictionary(i => $"p{i}", _ => (object?)null) };
        var address = new Uri("/api/v1/pipelines/progress", UriKind.Relative);

        using var first = await http.PostAsJsonAsync(address, body, TestContext.Current.CancellationToken);
        using var second = await http.PostAsJsonAsync(address, body, TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(9));
        using var third = await http.PostAsJsonAsync(address, body, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, third.StatusCode));
        await AssertRefusedAsync(second, "rate_limited");
        Assert.Equal(TimeSpan.FromSeconds(9), second.Headers.RetryAfter!.Delta); // 3 − 1 − 500 / 50 tokens were left
        var error = Assert.Single(
            (await first.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))![
                "errors"
            ]!.AsArray())!;
        Assert.Equal(10, error["pipeline_ids"]!.AsArray().Count);
        Assert.Equal("Beyond the limit are these and 480 more.", (string?)error["message"]);
    }

    [Fact]
    public async Task Tickets_MoreThanAUserMayAskFor_AreRefusedAndOthersGetThem()
    {
        await using var server = await RealtimeServer.StartAsync(o => o.MaxTicketsPerMinute = 5);
        using var greedy = Client(server, "greedy");
        using var other = Client(server, "other");
        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 20; i++)
            answers.Add(await greedy.PostAsync(Ticket, null, TestContext.Current.CancellationToken));

        Assert.InRange(answers.Count(a => a.StatusCode == HttpStatusCode.OK), 5, 10);
        await AssertRefusedAsync(answers[^1], "rate_limited");
        Assert.Equal(
            HttpStatusCode.OK, (await other.PostAsync(Ticket, null, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task LongPolls_MoreThanAUserMayHold_AreRefusedUntilOneEnds()
    {
        await using var server = await RealtimeServer.StartAsync(o => o.MaxHeldRequestsPerUser = 3);
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("p", "greedy"), TestContext.Current.CancellationToken);
        using var http = Client(server, "greedy");
        http.DefaultRequestHeaders.Add("If-None-Match", $"\"{run.State.Position}\"");
        var address = new Uri("/api/v1/pipelines/p/progress?wait=60", UriKind.Relative);
        var held = Enumerable
            .Range(0, 4)
            .Select(_ => http.GetAsync(address, TestContext.Current.CancellationToken))
            .ToList();

        var refused = await (
            await Task.WhenAny(held).WaitAsync(WireClient.Limit, TestContext.Current.CancellationToken));
        await run.WarnAsync("something new", TestContext.Current.CancellationToken);
        var all = await Task.WhenAll(held).WaitAsync(WireClient.Limit, TestContext.Current.CancellationToken);

        await AssertRefusedAsync(refused, "too_many_connections");
        Assert.Equal(3, all.Count(a => a.StatusCode == HttpStatusCode.OK));
        using var again = await http.GetAsync(
            new Uri("/api/v1/pipelines/p/progress?wait=1", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    /// <summary>
    /// An ended pipeline that only the archive knows is the same at each look, and costs the archive one question in
    /// five seconds where it is unknown.
    /// </summary>
    [Fact]
    public async Task Archive_WithAnEndedPipeline_Answers304AndUnknownOnesAreAskedForOnce()
    {
        var archive = new KeptArchive();
        await using var server = await RealtimeServer.StartAsync(build: b =>
            b.Services.AddSingleton<IPipelineArchive>(archive));
        using var http = Client(server, "user-1");
        var address = new Uri("/api/v1/pipelines/old/progress", UriKind.Relative);

        using var first = await http.GetAsync(address, TestContext.Current.CancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, address)
        {
            Headers = { { "If-None-Match", first.Headers.ETag!.Tag } },
        };
        using var second = await http.SendAsync(request, TestContext.Current.CancellationToken);
        for (var i = 0; i < 50; i++)
            await http.GetAsync(
                new Uri("/api/v1/pipelines/unknown/progress", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotModified), (first.StatusCode, second.StatusCode));
        // more than one only where the fifty take longer than five seconds
        Assert.InRange(archive.AskedForUnknown, 1, 3);
    }

    [Fact]
    public async Task Events_WithAnInvalidIdAndMoreThanTheLimit_BringTheOthers()
    {
        await using var server = await RealtimeServer.StartAsync(o => o.MaxSubscriptionsPerConnection = 1);
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("a", "user-1"), TestContext.Current.CancellationToken);
        var body = new
        {
            positions = new Dictionary<string, object?>
            {
                ["a"] = null,
                ["not an id"] = null,
                ["b"] = null,
            },
        };

        await using var client = await EventClient.OpenAsync(server, "", body: body);
        var frames = new List<JsonObject>();
        for (var i = 0; i < 4; i++) frames.Add((await client.ReceiveAsync())!);

        Assert.Equal(
            [
                "error invalid_pipeline_id ", "error too_many_subscriptions b", "pipeline_progress  a",
                "subscription_confirmed  a",
            ],
            frames
                .Select(f => $"{(string?)f["type"]} {(string?)f["code"]} {(string?)f["pipeline_id"]}")
                .Order(StringComparer.Ordinal));
    }

    private static async Task AssertRefusedAsync(HttpResponseMessage answer, string code)
    {
        Assert.Equal(
            (HttpStatusCode.TooManyRequests, true),
            (answer.StatusCode, answer.Headers.RetryAfter?.Delta > TimeSpan.Zero));
        Assert.Equal(
            code, (string?)
                (await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!["code"]);
    }

    private static HttpClient Client(RealtimeServer server, string userId)
    {
        var http = new HttpClient { BaseAddress = server.Http };
        http.DefaultRequestHeaders.Add("X-USER-ID", userId);
        return http;
    }

    private sealed class KeptArchive : IPipelineArchive
    {
        private int _asked;

        public int AskedForUnknown => _asked;

        public ValueTask<PipelineState?> FindAsync(string pipelineId, CancellationToken cancellationToken)
        {
            if (pipelineId != "old")
            {
                Interlocked.Increment(ref _asked);
                return default;
            }

            return new(
                new PipelineState
                {
                    Id = "old", Owner = "user-1", Status = PipelineStatus.Completed,
                    Position = new PipelinePosition("0190b2f0-0000-7000-8000-000000000000", 7),
                    Timestamp = DateTimeOffset.UnixEpoch,
                });
        }
    }
}
