using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Endpoints;

public sealed class PollingTests
{
    [Fact]
    public async Task Get_WithTheNewestETag_Is304AndAfterAChangeTheNewState()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("p", "user-1") { Stages = [new("s")] }, TestContext.Current.CancellationToken);
        using var http = Client(server, "user-1");

        using var first = await http.GetAsync(
            new Uri("/api/v1/pipelines/p/progress", UriKind.Relative), TestContext.Current.CancellationToken);
        http.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await http.GetAsync(
            new Uri("/api/v1/pipelines/p/progress", UriKind.Relative), TestContext.Current.CancellationToken);
        await run.StartStageAsync("s", TestContext.Current.CancellationToken);
        using var third = await http.GetAsync(
            new Uri("/api/v1/pipelines/p/progress", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal(
            2, (long?)
                (await third.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!["version"]);
    }

    [Fact]
    public async Task LongPoll_IsAnsweredByTheNextChange()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("p", "user-1") { Stages = [new("s")] }, TestContext.Current.CancellationToken);
        using var http = Client(server, "user-1");
        http.DefaultRequestHeaders.IfNoneMatch.ParseAdd($"\"{run.State.Position}\"");

        var held = http.GetAsync(
            new Uri("/api/v1/pipelines/p/progress?wait=30", UriKind.Relative), TestContext.Current.CancellationToken);
        await run.StartStageAsync("s", TestContext.Current.CancellationToken);
        using var answer = await held.WaitAsync(WireClient.Limit, TestContext.Current.CancellationToken);

        Assert.Equal(
            2, (long?)
                (await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!["version"]
        );
    }

    [Fact]
    public async Task Post_AnswersWhatIsNewerAndHidesWhatIsNotTheCallers()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var a = await server.Progress.StartAsync(
            new PipelineStart("a", "user-1"), TestContext.Current.CancellationToken);
        await using var b = await server.Progress.StartAsync(
            new PipelineStart("b", "user-1"), TestContext.Current.CancellationToken);
        await using var x = await server.Progress.StartAsync(
            new PipelineStart("x", "user-2"), TestContext.Current.CancellationToken);
        using var http = Client(server, "user-1");
        var body = new JsonObject
        {
            ["positions"] = new JsonObject
            {
                ["a"] = new JsonObject { ["epoch"] = a.State.Position.Epoch, ["version"] = a.State.Position.Version },
                ["b"] = null,
                ["x"] = null,
                ["unknown"] = null,
            },
        };

        using var answer = await http.PostAsJsonAsync(
            new Uri("/api/v1/pipelines/progress", UriKind.Relative), body, TestContext.Current.CancellationToken);
        var result = (await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!;

        Assert.Equal(["b"], result["pipelines"]!.AsArray().Select(p => (string?)p!["pipeline_id"]));
        Assert.Equal(["unknown", "x"], result["not_found"]!.AsArray().Select(p => (string)p!).Order());
    }

    [Fact]
    public async Task Post_WithUserMe_BringsWhatNobodyNamedAndNoMore()
    {
        await using var server = await RealtimeServer.StartAsync(o => o.MaxSubscriptionsPerConnection = 3);
        await using var held = await server.Progress.StartAsync(
            new PipelineStart("held", "user-1"), TestContext.Current.CancellationToken);
        await using var live = await server.Progress.StartAsync(
            new PipelineStart("live", "user-1"), TestContext.Current.CancellationToken);
        await using var child = await server.Progress.StartAsync(
            new PipelineStart("child", "user-1") { ParentId = "live" }, TestContext.Current.CancellationToken);
        await using var ended = await server.Progress.StartAsync(
            new PipelineStart("ended", "user-1"), TestContext.Current.CancellationToken);
        await ended.CompleteAsync(TestContext.Current.CancellationToken);
        await using var foreign = await server.Progress.StartAsync(
            new PipelineStart("foreign", "user-2"), TestContext.Current.CancellationToken);
        using var http = Client(server, "user-1");
        var body = new JsonObject
        {
            ["positions"] = new JsonObject
            {
                ["held"] = new JsonObject
                {
                    ["epoch"] = held.State.Position.Epoch,
                    ["version"] = held.State.Position.Version,
                },
                ["foreign"] = null,
            },
        };

        using var answer = await http.PostAsJsonAsync(
            new Uri("/api/v1/pipelines/progress?user=me", UriKind.Relative), body, TestContext.Current.CancellationToken
        );
        var result = (await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!;
        await using var more = await server.Progress.StartAsync(
            new PipelineStart("more", "user-1"), TestContext.Current.CancellationToken);
        using var bounded = await http.PostAsJsonAsync(
            new Uri("/api/v1/pipelines/progress?user=me", UriKind.Relative), body, TestContext.Current.CancellationToken
        );

        Assert.Equal(["live"], Ids(result));
        Assert.Equal(["foreign"], result["not_found"]!.AsArray().Select(p => (string?)p));
        Assert.Single(
            Ids((await bounded.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!));
    }

    [Fact]
    public async Task Post_WithAnInvalidIdAndMoreThanTheLimit_AnswersTheOthers()
    {
        await using var server = await RealtimeServer.StartAsync(o => o.MaxSubscriptionsPerConnection = 2);
        await using var a = await server.Progress.StartAsync(
            new PipelineStart("a", "user-1"), TestContext.Current.CancellationToken);
        await using var b = await server.Progress.StartAsync(
            new PipelineStart("b", "user-1"), TestContext.Current.CancellationToken);
        using var http = Client(server, "user-1");
        var body = new JsonObject
        {
            ["positions"] = new JsonObject
            {
                ["a"] = null,
                ["not an id"] = null,
                ["b"] = null,
                ["c"] = null,
                ["d"] = null,
            },
        };

        using var answer = await http.PostAsJsonAsync(
            new Uri("/api/v1/pipelines/progress", UriKind.Relative), body, TestContext.Current.CancellationToken);
        var result = (await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!;
        var errors = result["errors"]!
            .AsArray()
            .ToDictionary(
                e => (string)e!["code"]!,
                e => e!["pipeline_ids"]?.AsArray().Select(id => (string?)id).ToArray());

        Assert.Equal(["a", "b"], Ids(result));
        Assert.Equal(["invalid_pipeline_id", "too_many_subscriptions"], errors.Keys.Order());
        Assert.Null(errors["invalid_pipeline_id"]);
        Assert.Equal(["c", "d"], errors["too_many_subscriptions"]!);
    }

    [Fact]
    public async Task Post_OfMoreThanIsReadAtOnce_AnswersEach()
    {
        await using var server = await RealtimeServer.StartAsync();
        var runs = await Task.WhenAll(
            Enumerable
                .Range(0, 100)
                .Select(i =>
                    server
                        .Progress.StartAsync(
                            new PipelineStart($"p{i:000}", "user-1"), TestContext.Current.CancellationToken)
                        .AsTask()));
        using var http = Client(server, "user-1");
        JsonObject Held(int from) =>
            new()
            {
                ["positions"] = new JsonObject(
                    runs.Select(
                        (r, i) =>
                            KeyValuePair.Create(
                                r.Id, i < from
                                    ? (JsonNode?)
                                        new JsonObject
                                        {
                                            ["epoch"] = r.State.Position.Epoch,
                                            ["version"] = r.State.Position.Version,
                                        }
                                    : null))),
            };

        for (var turn = 0; turn < 2; turn++) // the second finds what the first has read
        {
            using var answer = await http.PostAsJsonAsync(
                new Uri("/api/v1/pipelines/progress", UriKind.Relative), Held(40), TestContext.Current.CancellationToken
            );
            Assert.Equal(
                runs[40..].Select(r => r.Id),
                Ids((await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!));
        }

        foreach (var run in runs) await run.DisposeAsync();
    }

    [Theory]
    [InlineData("user=me", "a b")]
    [InlineData("user=me&ids=c", "a b c")]
    [InlineData("ids=c", "c")]
    public async Task GetMany_WithUserMe_AddsTheCallersOwn(string query, string expected)
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var a = await server.Progress.StartAsync(
            new PipelineStart("a", "user-1"), TestContext.Current.CancellationToken);
        await using var b = await server.Progress.StartAsync(
            new PipelineStart("b", "user-1"), TestContext.Current.CancellationToken);
        await using var c = await server.Progress.StartAsync(
            new PipelineStart("c", "user-1") { ParentId = "a" }, TestContext.Current.CancellationToken);
        using var http = Client(server, "user-1");

        var result = await http.GetFromJsonAsync<JsonObject>(
            new Uri($"/api/v1/pipelines/progress?{query}", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(expected.Split(' '), Ids(result!));
    }

    [Theory]
    [InlineData("/api/v1/pipelines/progress", 400)]
    [InlineData("/api/v1/pipelines/progress?user=user-2", 400)]
    [InlineData("/api/v1/pipelines/progress?user=me&ids=", 400)]
    [InlineData("/api/v1/pipelines/p/progress?wait=x", 400)]
    [InlineData("/api/v1/pipelines/p/progress?wait=61", 400)]
    [InlineData("/api/v1/pipelines/progress?ids=", 400)]
    [InlineData("/api/v1/pipelines/b%20d/progress", 400)]
    [InlineData("/api/v1/pipelines/p/progress", 404)]
    public async Task Get_Wrong_IsAProblemWithASuggestion(string address, int status)
    {
        await using var server = await RealtimeServer.StartAsync();
        using var http = Client(server, "user-1");

        using var answer = await http.GetAsync(
            new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
        var problem = await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.NotEqual("", (string?)problem!["suggestion"]);
    }

    private static IEnumerable<string?> Ids(JsonObject answer) =>
        answer["pipelines"]!.AsArray().Select(p => (string?)p!["pipeline_id"]).Order();

    private static HttpClient Client(RealtimeServer server, string userId)
    {
        var http = new HttpClient { BaseAddress = server.Http };
        http.DefaultRequestHeaders.Add("X-USER-ID", userId);
        return http;
    }
}
