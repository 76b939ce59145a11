using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.FunctionalTests.Guests;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.FunctionalTests.Endpoints;

/// <summary><c>GET /api/v1/pipelines</c> (docs/protocol.md#lists).</summary>
public sealed class ListTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_ListsTheCallersOwnAlsoWhenTheyHaveEnded()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var live = await StartAsync(server, "live");
        await using var ended = await StartAsync(server, "ended");
        await ended.CompleteAsync(Ct);
        await using var foreign = await StartAsync(server, "foreign", "user-2");
        await using var child = await server.Progress.StartAsync(
            new PipelineStart("child", "user-1") { ParentId = "live" }, Ct);

        var page = await PageAsync(server, "");

        Assert.Equal(["ended", "live"], Ids(page).Order());
        Assert.Equal(["pipelines"], page.Select(field => field.Key));
        Assert.Equal("completed", Statuses(page)["ended"]);
    }

    [Fact]
    public async Task Get_InPages_HasEachOnceWhateverChangesBetween()
    {
        await using var server = await RealtimeServer.StartAsync();
        List<PipelineRun> runs = [];
        for (var i = 0; i < 70; i++) runs.Add(await StartAsync(server, $"p{i:00}")); // more than are read at once
        List<string> listed = [];
        string? next = null;
        do
        {
            var page = await PageAsync(server, $"?limit=15{(next is null ? "" : $"&cursor={next}")}");
            listed.AddRange(Ids(page));
            next = (string?)page["next"];
            var moved = runs[listed.Count / 2];
            await moved.CompleteAsync(Ct);
            await using var later = await StartAsync(server, $"q-later-{listed.Count}");
        }
        while (next is not null);

        Assert.Equal(runs.Select(r => r.State.Id).Order(), listed.Order());
        foreach (var run in runs) await run.DisposeAsync();
    }

    [Fact]
    public async Task Get_WithFilters_ListsWhatMatchesAll()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var a = await server.Progress.StartAsync(new PipelineStart("a", "user-1") { Kind = "import" }, Ct);
        await using var b = await server.Progress.StartAsync(new PipelineStart("b", "user-1") { Kind = "import" }, Ct);
        await using var c = await server.Progress.StartAsync(new PipelineStart("c", "user-1") { Kind = "export" }, Ct);
        await b.CompleteAsync(Ct);
        await c.CompleteAsync(Ct);

        Assert.Equal(["a", "b"], Ids(await PageAsync(server, "?kind=import")).Order());
        Assert.Equal(["b"], Ids(await PageAsync(server, "?kind=import&status=completed,failed")));
        Assert.Equal(["a"], Ids(await PageAsync(server, "?status=pending,processing")));
        Assert.Equal(3, Ids(await PageAsync(server, "?since=2020-01-31T08:00:00Z")).Length);
        Assert.Empty(Ids(await PageAsync(server, "?since=2999-01-31T08:00:00.5Z")));
    }

    [Theory]
    [InlineData("limit=201")]
    [InlineData("limit=0")]
    [InlineData("limit=many")]
    [InlineData("cursor=x")]
    [InlineData("cursor=MDE5YjAwMDAwMDAwOmEvYg")] // of a key with an id that is none
    [InlineData("status=skipped")]
    [InlineData("status=done")]
    [InlineData("since=yesterday")]
    [InlineData("owner=%00")]
    public async Task Get_WithAValueOutOfRange_IsRefusedWithASuggestion(string query)
    {
        await using var server = await RealtimeServer.StartAsync();
        using var http = Client(server);

        using var answer = await http.GetAsync(new Uri($"/api/v1/pipelines?{query}", UriKind.Relative), Ct);
        var problem = (await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!;

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("invalid_message", (string?)problem["code"]);
        Assert.NotEmpty((string)problem["suggestion"]!);
        if (query == "limit=201") Assert.Contains("200", (string)problem["title"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_OfAnOwnerWhosePipelinesMayNotBeSeen_IsTheAnswerOfAnOwnerWithNone()
    {
        var authorizer = new GateAuthorizer();
        authorizer.Refuse();
        foreach (var build in new Action<DpaRealtimeBuilder>?[]
        {
            null, b => b.Services.AddSingleton<IPipelineAuthorizer>(authorizer),
        })
        {
            await using var server = await RealtimeServer.StartAsync(build: build);
            for (var i = 0; i < 40; i++) await using (await StartAsync(server, $"x{i}", "user-2")) { }
            using var http = Client(server);
            async Task<string> TextAsync(string owner) =>
                await http.GetStringAsync(new Uri($"/api/v1/pipelines?owner={owner}&limit=10", UriKind.Relative), Ct);

            Assert.Equal(await TextAsync("nobody"), await TextAsync("user-2"));
        }
    }

    [Fact]
    public async Task Get_WhereTheAuthorizerFails_Is503WithoutAnyPipeline()
    {
        var authorizer = new GateAuthorizer();
        authorizer.Break();
        await using var server = await RealtimeServer.StartAsync(build: b =>
            b.Services.AddSingleton<IPipelineAuthorizer>(authorizer));
        await using var run = await StartAsync(server, "p");
        using var http = Client(server);

        using var answer = await http.GetAsync(new Uri("/api/v1/pipelines", UriKind.Relative), Ct);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains(
            "application_unavailable", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_CostsTheSameWhateverIsFound()
    {
        await using var server = await RealtimeServer.StartAsync(
            o => (o.MaxRequestsPerSecond, o.RequestBurst) = (1, 2),
            b => b.Services.AddSingleton<TimeProvider>(new StoppedTime()));
        for (var i = 0; i < 40; i++)
            foreach (var owner in new[] { "full-1", "full-2" })
                await using (await StartAsync(server, $"{owner}-{i}", owner)) { }

        var filtered = await WaitAsync(server, "full-1", "?status=failed");
        Assert.Equal(filtered, await WaitAsync(server, "empty-1", "?status=failed"));
        Assert.Equal(filtered, await WaitAsync(server, "caller-1", "?owner=full-1"));
        Assert.Equal(filtered, await WaitAsync(server, "caller-2", "?owner=nobody"));
        var whole = await WaitAsync(server, "full-2", "?limit=200");
        Assert.Equal(whole, await WaitAsync(server, "empty-2", "?limit=200"));
        Assert.True(whole < filtered, $"{whole} s, {filtered} s");
    }

    [Fact]
    public async Task Get_WhereTheApplicationHasAnEndpointOfItsOwn_IsThatOne()
    {
        await using var server = await RealtimeServer.StartAsync(endpoints: app =>
        {
            app.MapDpaProgress();
            app.MapGet("/api/v1/pipelines", http => http.Response.WriteAsync("own", Ct));
        });
        using var http = Client(server);

        Assert.Equal("own", await http.GetStringAsync(new Uri("/api/v1/pipelines", UriKind.Relative), Ct));
    }

    [Fact]
    public async Task Get_ByNobody_Is401()
    {
        await using var server = await RealtimeServer.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Http };

        using var answer = await http.GetAsync(new Uri("/api/v1/pipelines", UriKind.Relative), Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Query_InsideTheApplication_ListsAnybodys()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var a = await StartAsync(server, "a", "user-2");
        await using var b = await StartAsync(server, "b", "user-2");
        var reader = server.Services.GetRequiredService<IProgressReader>();

        var first = await reader.QueryAsync(new PipelineQuery("user-2") { Limit = 1 }, Ct);
        var second = await reader.QueryAsync(new PipelineQuery("user-2") { Limit = 1, Cursor = first.Next }, Ct);

        Assert.Equal(
            ["a", "b"], first.Pipelines.Concat(second.Pipelines).Select(s => s.Id).Order(StringComparer.Ordinal));
        Assert.Null(second.Next);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () =>
            await reader.QueryAsync(new PipelineQuery("user-2") { Limit = 201 }, Ct));
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await reader.QueryAsync(new PipelineQuery("user-2") { Cursor = "x" }, Ct));
    }

    private static ValueTask<PipelineRun> StartAsync(RealtimeServer server, string id, string owner = "user-1") =>
        server.Progress.StartAsync(new PipelineStart(id, owner), Ct);

    private static async Task<JsonObject> PageAsync(RealtimeServer server, string query)
    {
        using var http = Client(server);
        return (await http.GetFromJsonAsync<JsonObject>(new Uri("/api/v1/pipelines" + query, UriKind.Relative), Ct))!;
    }

    private static string[] Ids(JsonObject page) =>
        [.. page["pipelines"]!.AsArray().Select(p => (string)p!["pipeline_id"]!)];

    private static Dictionary<string, string> Statuses(JsonObject page) => page["pipelines"]!
        .AsArray().ToDictionary(p => (string)p!["pipeline_id"]!, p => (string)p!["status"]!);

    /// <summary>How long a user has to wait, in seconds, after such a request.</summary>
    private static async Task<int> WaitAsync(RealtimeServer server, string caller, string query)
    {
        using var http = Client(server, caller);
        using var first = await http.GetAsync(new Uri("/api/v1/pipelines" + query, UriKind.Relative), Ct);
        using var second = await http.GetAsync(new Uri("/api/v1/pipelines" + query, UriKind.Relative), Ct);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (first.StatusCode, second.StatusCode));
        return (int)second.Headers.RetryAfter!.Delta!.Value.TotalSeconds;
    }

    private static HttpClient Client(RealtimeServer server, string caller = "user-1") => new()
    {
        BaseAddress = server.Http, DefaultRequestHeaders = { { "X-USER-ID", caller } },
    };

    /// <summary>
    /// Budgets are not filled while it stands still; only the time after which an empty list is answered passes.
    /// </summary>
    private sealed class StoppedTime() : FakeTimeProvider(TimeProvider.System.GetUtcNow())
    {
        private static readonly TimeSpan Nothing = TimeSpan.FromMilliseconds(250);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            dueTime == Nothing
                ? TimeProvider.System.CreateTimer(callback, state, dueTime, period)
                : base.CreateTimer(callback, state, dueTime, period);
    }
}
