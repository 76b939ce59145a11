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
        await using var run = await server.Progress.StartAsync(new PipelineStart("p", "user-1") { Stages = [new("s")] }, TestContext.Current.CancellationToken);
        using var http = Client(server, "user-1");

        using var first = await http.GetAsync(new Uri("/api/v1/pipelines/p/progress", UriKind.Relative), TestContext.Current.CancellationToken);
        http.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await http.GetAsync(new Uri("/api/v1/pipelines/p/progress", UriKind.Relative), TestContext.Current.CancellationToken);
        await run.StartStageAsync("s", TestContext.Current.CancellationToken);
        using var third = await http.GetAsync(new Uri("/api/v1/pipelines/p/progress", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal(2, (long?)(await third.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!["version"]);
    }

    [Fact]
    public async Task LongPoll_IsAnsweredByTheNextChange()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var run = await server.Progress.StartAsync(new PipelineStart("p", "user-1") { Stages = [new("s")] }, TestContext.Current.CancellationToken);
        using var http = Client(server, "user-1");
        http.DefaultRequestHeaders.IfNoneMatch.ParseAdd($"\"{run.State.Position}\"");

        var held = http.GetAsync(new Uri("/api/v1/pipelines/p/progress?wait=30", UriKind.Relative), TestContext.Current.CancellationToken);
        await run.StartStageAsync("s", TestContext.Current.CancellationToken);
        using var answer = await held.WaitAsync(WireClient.Limit, TestContext.Current.CancellationToken);

        Assert.Equal(2, (long?)(await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!["version"]);
    }

    [Fact]
    public async Task Post_AnswersWhatIsNewerAndHidesWhatIsNotTheCallers()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var a = await server.Progress.StartAsync(new PipelineStart("a", "user-1"), TestContext.Current.CancellationToken);
        await using var b = await server.Progress.StartAsync(new PipelineStart("b", "user-1"), TestContext.Current.CancellationToken);
        await using var x = await server.Progress.StartAsync(new PipelineStart("x", "user-2"), TestContext.Current.CancellationToken);
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

        using var answer = await http.PostAsJsonAsync(new Uri("/api/v1/pipelines/progress", UriKind.Relative), body, TestContext.Current.CancellationToken);
        var result = (await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!;

        Assert.Equal(["b"], result["pipelines"]!.AsArray().Select(p => (string?)p!["pipeline_id"]));
        Assert.Equal(["unknown", "x"], result["not_found"]!.AsArray().Select(p => (string)p!).Order());
    }

    [Theory]
    [InlineData("/api/v1/pipelines/p/progress?wait=x", 400)]
    [InlineData("/api/v1/pipelines/p/progress?wait=61", 400)]
    [InlineData("/api/v1/pipelines/progress?ids=", 400)]
    [InlineData("/api/v1/pipelines/b%20d/progress", 400)]
    [InlineData("/api/v1/pipelines/p/progress", 404)]
    public async Task Get_Wrong_IsAProblemWithASuggestion(string address, int status)
    {
        await using var server = await RealtimeServer.StartAsync();
        using var http = Client(server, "user-1");

        using var answer = await http.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
        var problem = await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.NotEqual("", (string?)problem!["suggestion"]);
    }

    private static HttpClient Client(RealtimeServer server, string userId)
    {
        var http = new HttpClient { BaseAddress = server.Http };
        http.DefaultRequestHeaders.Add("X-USER-ID", userId);
        return http;
    }
}
