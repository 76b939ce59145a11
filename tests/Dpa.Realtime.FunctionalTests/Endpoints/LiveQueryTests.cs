using System.Text.Json.Nodes;
using Dpa.Realtime.FunctionalTests.Guests;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Endpoints;

/// <summary><c>subscribe_query</c> (docs/protocol.md#live-lists).</summary>
public sealed class LiveQueryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Subscribe_ListsWhatARequestLists_AndThenWhatEnters()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var a = await StartAsync(server, "a");
        await a.CompleteAsync(Ct);
        await using var foreign = await StartAsync(server, "foreign", "user-2");
        await using var client = await QueryClient.ConnectAsync(server);

        await client.AskAsync(new { type = "subscribe_query", query_id = "q", request_id = "r" });
        await client.UntilAsync("q", "a");
        await using var b = await StartAsync(server, "b");
        await client.UntilAsync("q", "b", "a");
        await b.CompleteAsync(Ct);
        await client.UntilAsync(() => client.States["b"].Status == "completed");
        await using var child = await server.Progress.StartAsync(
            new PipelineStart("child", "user-1") { ParentId = "a" }, Ct);
        await using var c = await StartAsync(server, "c");
        await client.UntilAsync("q", "c", "b", "a");

        Assert.DoesNotContain("child", client.States.Keys);
        Assert.DoesNotContain("foreign", client.States.Keys);
        Assert.Empty(client.Ended);
    }

    [Fact]
    public async Task Subscribe_WithALimit_IsLeftByTheOldestAndRefilled()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var client = await QueryClient.ConnectAsync(server);
        List<PipelineRun> runs = [];
        foreach (var id in new[] { "a", "b", "c" }) runs.Add(await StartAsync(server, id));
        await client.AskAsync(
            new { type = "subscribe_query", query_id = "q", limit = 2, status = new[] { "pending", "processing" } });
        await client.UntilAsync("q", "c", "b");

        runs.Add(await StartAsync(server, "d"));
        await client.UntilAsync("q", "d", "c");
        Assert.Equal([("b", "left")], client.Ended);
        await runs[2].CompleteAsync(Ct);
        await client.UntilAsync("q", "d", "b");
        await runs[3].FailAsync(new ProgressError("E", "no"), Ct);
        await client.UntilAsync("q", "b", "a");
        await runs[2].ContinueAsync(cancellationToken: Ct);

        await client.UntilAsync("q", "c", "b");
        foreach (var run in runs) await run.DisposeAsync();
    }

    [Fact]
    public async Task Subscribe_WithAKind_ListsThatKind()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var client = await QueryClient.ConnectAsync(server);
        await client.AskAsync(new { type = "subscribe_query", query_id = "q", kind = "import" });
        await client.UntilAsync("q");

        await using var other = await StartAsync(server, "other");
        await using var import = await server.Progress.StartAsync(
            new PipelineStart("import", "user-1") { Kind = "import" }, Ct);

        await client.UntilAsync("q", "import");
        Assert.All(client.Lists, list => Assert.DoesNotContain("other", list));
    }

    [Fact]
    public async Task Unsubscribe_EndsWhatOnlyTheQueryBrought()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var a = await StartAsync(server, "a");
        await using var b = await StartAsync(server, "b");
        await using var client = await QueryClient.ConnectAsync(server);
        await client.AskAsync(new { type = "subscribe_query", query_id = "one" });
        await client.AskAsync(new { type = "subscribe_query", query_id = "two", limit = 1 });
        await client.UntilAsync("one", "b", "a");
        await client.UntilAsync("two", "b");
        await client.AskAsync(new { type = "subscribe_pipeline", pipeline_id = "a", detail = "stages" });
        await client.AskAsync(new { type = "unsubscribe_pipeline", pipeline_id = "b" });
        await client.UntilAsync(() => client.Ended.Contains(("b", "requested")));

        await b.WarnAsync("still there", Ct);
        await client.UntilAsync(() => client.States.ContainsKey("b"));
        await client.AskAsync(new { type = "unsubscribe_query", query_id = "one" });
        await client.BarrierAsync();
        await b.CompleteAsync(Ct);
        await client.UntilAsync(() => client.States["b"].Status == "completed");
        await client.AskAsync(new { type = "unsubscribe_query", query_id = "two" });

        await client.UntilAsync(() => client.Ended.Contains(("b", "left")));
        Assert.DoesNotContain("a", client.Ended.Select(e => e.Id));
    }

    [Fact]
    public async Task Subscribe_WithoutDetail_IsTheListAlone()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var client = await QueryClient.ConnectAsync(server);
        await client.AskAsync(new { type = "subscribe_query", query_id = "q", detail = "none" });
        await client.UntilAsync("q");
        await using var a = await StartAsync(server, "a");
        await client.UntilAsync(() => client.Lists.Count == 2);
        await client.AskAsync(new { type = "unsubscribe_query", query_id = "q" });
        await client.BarrierAsync();

        Assert.Equal(["a"], client.Lists[^1]);
        Assert.Empty(client.States);
        Assert.Empty(client.Ended);
    }

    [Theory]
    [InlineData("""{"type":"subscribe_query","request_id":"r"}""", "query_id")]
    [InlineData("""{"type":"subscribe_query","request_id":"r","query_id":"a b"}""", "query_id")]
    [InlineData("""{"type":"subscribe_query","request_id":"r","query_id":"q","limit":201}""", "limit")]
    [InlineData("""{"type":"subscribe_query","request_id":"r","query_id":"q","status":["skipped"]}""", "status")]
    [InlineData("""{"type":"subscribe_query","request_id":"r","query_id":"q","status":"pending"}""", "status")]
    [InlineData("""{"type":"subscribe_query","request_id":"r","query_id":"q","owner":"\u0001"}""", "owner")]
    [InlineData("""{"type":"unsubscribe_query","request_id":"r"}""", "query_id")]
    public async Task Subscribe_WithAWrongField_IsRefused(string message, string field)
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var wire = await WireClient.ConnectAsync(server);

        await wire.SendTextAsync(message);
        var error = await wire.ReceiveAsync("error");

        Assert.Equal(("invalid_message", "r"), ((string?)error["code"], (string?)error["request_id"]));
        Assert.Contains($"'{field}'", (string?)error["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subscribe_ToMoreThan16_IsRefused()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var wire = await WireClient.ConnectAsync(server);
        for (var i = 0; i <= 16; i++)
            await wire.SendAsync(new { type = "subscribe_query", query_id = $"q{i}", request_id = $"r{i}" });

        var error = await wire.ReceiveAsync("error");

        Assert.Equal(("too_many_subscriptions", "r16"), ((string?)error["code"], (string?)error["request_id"]));
    }

    [Fact]
    public async Task Subscribe_WhereTheAuthorizerFails_IsAnErrorAndNoList_AndCanBeAskedAgain()
    {
        var authorizer = new GateAuthorizer();
        authorizer.Break();
        await using var server = await RealtimeServer.StartAsync(build: b =>
            b.Services.AddSingleton<IPipelineAuthorizer>(authorizer));
        await using var run = await StartAsync(server, "a");
        JsonObject? error = null;
        await using var client = await QueryClient.ConnectAsync(server, check: frame =>
            error = (string?)frame["type"] == "error" ? frame : error);

        await client.AskAsync(new { type = "subscribe_query", query_id = "q", request_id = "r" });
        await client.UntilAsync(() => error is not null);
        Assert.Equal(("application_unavailable", "r"), ((string?)error!["code"], (string?)error["request_id"]));
        Assert.Empty(client.Lists);
        authorizer.Break(false);
        await client.AskAsync(new { type = "subscribe_query", query_id = "q", request_id = "r" });

        await client.UntilAsync("q", "a");
    }

    [Fact]
    public async Task Subscribe_WhereOneOfTheListIsRefused_IsSubscribedLater()
    {
        var authorizer = new SecondTimeAuthorizer(); // of the list, of the subscription, and of the list again
        await using var server = await RealtimeServer.StartAsync(build: b =>
            b.Services.AddSingleton<IPipelineAuthorizer>(authorizer));
        await using var run = await StartAsync(server, "a");
        List<string?> errors = [];
        await using var client = await QueryClient.ConnectAsync(server, check: frame =>
        {
            if ((string?)frame["type"] == "error") errors.Add((string?)frame["code"]);
        });

        await client.AskAsync(new { type = "subscribe_query", query_id = "q" });
        await client.UntilAsync("q", "a");

        Assert.Equal(["not_found"], errors);
        Assert.Single(client.Lists);
        await run.CompleteAsync(Ct);
        await client.UntilAsync(() => client.States["a"].Status == "completed");
    }

    [Fact]
    public async Task Subscribe_WithMoreThanTheConnectionHolds_BringsThemOnceThereIsAPlace()
    {
        await using var server = await RealtimeServer.StartAsync(o => o.MaxSubscriptionsPerConnection = 1);
        await using var a = await StartAsync(server, "a");
        await using var b = await StartAsync(server, "b");
        await using var client = await QueryClient.ConnectAsync(server);
        await client.AskAsync(
            new { type = "subscribe_query", query_id = "q", status = new[] { "pending", "processing" } });
        await client.UntilAsync(() => client.States.ContainsKey("b"));

        await b.CompleteAsync(Ct);

        await client.UntilAsync("q", "a");
        Assert.Equal([("b", "left")], client.Ended);
    }

    [Fact]
    public async Task Subscribe_OnAnotherNode_FollowsWhatThisOneDoes()
    {
        var store = new SharedStore();
        await using var here = await store.NodeAsync();
        await using var there = await store.NodeAsync();
        await using var client = await QueryClient.ConnectAsync(here);
        await client.AskAsync(
            new { type = "subscribe_query", query_id = "q", status = new[] { "pending", "processing" } });
        await client.UntilAsync("q");

        await using var a = await StartAsync(there, "a");
        await client.UntilAsync("q", "a");
        await a.CompleteAsync(Ct);
        await client.UntilAsync("q");
        await a.ContinueAsync(cancellationToken: Ct);

        await client.UntilAsync("q", "a");
    }

    [Fact]
    public async Task Stream_WithAList_BringsIt()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var a = await StartAsync(server, "a");
        await using var stream = await EventClient.OpenAsync(server, "?list=true&limit=2&status=pending,processing");

        async Task<string[]> NextAsync() =>
        [
            .. (await stream.ReceiveUntilAsync(f => (string?)f["type"] == "query"))["pipeline_ids"]!.AsArray()
                .Select(id => (string)id!),
        ];

        Assert.Equal(["a"], await NextAsync());
        var state = await stream.ReceiveUntilAsync(f => (string?)f["type"] == "pipeline_progress");
        Assert.False(state.ContainsKey("stages"));
        await using var b = await StartAsync(server, "b");
        Assert.Equal(["b", "a"], await NextAsync());
        await b.CompleteAsync(Ct);
        Assert.Equal(["a"], await NextAsync());
    }

    [Theory]
    [InlineData("?list=yes")]
    [InlineData("?list=true&cursor=x")]
    [InlineData("?list=true&since=2026-01-31T08:00:00Z")]
    [InlineData("?list=true&limit=201")]
    public async Task Stream_WithAWrongList_IsRefused(string query)
    {
        await using var server = await RealtimeServer.StartAsync();

        var (status, code, _) = await EventClient.RefusalAsync(server, query);

        Assert.Equal((400, "invalid_message"), (status, code));
    }

    [Fact]
    public async Task AnIdleList_ReadsNothing()
    {
        var store = new SharedStore();
        await using var server = await store.NodeAsync();
        for (var i = 0; i < 30; i++)
            await using (var run = await StartAsync(server, $"p{i:00}")) // its lease is renewed until it is disposed of
                await run.CompleteAsync(Ct);
        await using var client = await QueryClient.ConnectAsync(server);
        for (var q = 0; q < 4; q++)
            await client.AskAsync(new { type = "subscribe_query", query_id = $"q{q}", limit = 10 * (q + 1) });
        await client.UntilAsync(() => client.Lists.Count == 4 && client.States.Count == 30);
        await client.BarrierAsync();
        var (reads, probes) = (store.Reads, store.Probes);

        using var wait = new Faults.Wait("three sweeps of the node");
        while (store.Probes < probes + 3) await Task.Delay(50, wait.Token);

        Assert.Equal(reads, store.Reads);
        await using var later = await StartAsync(server, "later");
        await client.UntilAsync(() => client.States.ContainsKey("later"));
    }

    private static ValueTask<PipelineRun> StartAsync(RealtimeServer server, string id, string owner = "user-1") =>
        server.Progress.StartAsync(new PipelineStart(id, owner), Ct);
}
