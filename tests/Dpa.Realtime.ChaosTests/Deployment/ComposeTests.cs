using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.ChaosTests.Watching;
using Dpa.Realtime.Faults;

namespace Dpa.Realtime.ChaosTests.Deployment;

/// <summary>compose.yaml without Docker: its programs and its keys, as processes. A key that nobody reads would leave two nodes alone, or the proxy without nodes.</summary>
public sealed class ComposeTests
{
    private const string User = "user-1";

    [Fact]
    public void Services_OfThisRepository_AreAProxyAndTwoNodesOfOneMaking()
    {
        var services = ComposeFile.Read();
        Assert.Equal(["documents", "node-1", "node-2", "proxy"], services.Select(s => s.Service).Order());
        Assert.Equal(services.Single(s => s.Service == "node-1").Environment, services.Single(s => s.Service == "node-2").Environment);
        Assert.Equal(["ASPNETCORE_HTTP_PORTS", "ConnectionStrings__Redis"], services.Single(s => s.Service == "node-1").Environment.Keys.Order());
    }

    [Fact]
    public async Task TwoNodesBehindTheProxy_JobOnOne_IsFollowedOnBothToTheSameEnd()
    {
        await using var composed = await ComposedProcesses.StartAsync();
        var pipeline = await PostJobAsync(composed.Of("node-2"));
        await using var one = Watch("one", composed.Of("node-1"));
        await using var two = Watch("two", composed.Of("node-2"));
        await using var proxied = Watch("proxied", composed.Of("proxy"));
        await using var again = Watch("proxied again", composed.Of("proxy"));
        var watchers = (Watcher[])[one, two, proxied, again];
        foreach (var watcher in watchers) await watcher.WatchAsync([pipeline]);

        await Eventually.HoldsAsync(() => watchers.All(w => (string?)w.Pipelines[pipeline].State?["status"] == "completed"), "the end, on every page", TimeSpan.FromSeconds(60));
        foreach (var watcher in watchers)
        {
            Assert.True(JsonNode.DeepEquals(one.Pipelines[pipeline].State!["stages"], watcher.Pipelines[pipeline].State!["stages"]), $"{watcher.Name} ends otherwise");
            Assert.Equal(1, watcher.Connections);
            Assert.Empty(watcher.Errors);
        }

        // The proxy's two sockets went to different nodes, so each has two.
        Assert.Equal((2, 2), (await ConnectionsOfAsync(composed.Of("node-1")), await ConnectionsOfAsync(composed.Of("node-2"))));
    }

    private static Watcher Watch(string name, Uri node) => new(new WatcherOptions(name, User, [new UriBuilder(node) { Scheme = "ws" }.Uri]) { SilenceLimit = TimeSpan.FromSeconds(40) });

    private static async Task<string> PostJobAsync(Uri node)
    {
        using var http = new HttpClient { DefaultRequestHeaders = { { "X-USER-ID", User } } };
        using var job = await http.PostAsync(new Uri(node, "/jobs"), null, TestContext.Current.CancellationToken);
        return (string)(await job.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!["pipeline_id"]!;
    }

    /// <summary>Sockets of the user, by the answer to <c>get_status</c> that only a node of its own can give.</summary>
    private static async Task<int> ConnectionsOfAsync(Uri node)
    {
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        socket.Options.AddSubProtocol("dpa.realtime.v1");
        await socket.ConnectAsync(new UriBuilder(node) { Scheme = "ws", Path = $"/api/v1/ws/{User}" }.Uri, TestContext.Current.CancellationToken);
        await socket.SendAsync("""{"type":"get_status"}"""u8.ToArray(), System.Net.WebSockets.WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
            var frame = JsonNode.Parse(buffer.AsSpan(0, received.Count))!;
            if ((string?)frame["type"] == "status") return (int)frame["user_connections"]! - 1; // less the one that asks
        }
    }
}
