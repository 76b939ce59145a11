using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Endpoints;

public sealed class StatsTests
{
    private static readonly Uri Address = new("/api/v1/ws/stats", UriKind.Relative);

    [Fact]
    public async Task Stats_InDevelopment_CountsWhatIsOpen()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var client = await WireClient.ConnectAsync(server);
        await using var second = await WireClient.ConnectAsync(server, "user-2");
        await client.SendAsync(new { type = "subscribe_pipeline", pipeline_ids = new[] { "a", "b" }, wait = true });
        for (var i = 0; i < 2; i++) await client.ReceiveAsync("subscription_confirmed");
        using var http = new HttpClient { BaseAddress = server.Http };

        var stats = (await http.GetFromJsonAsync<JsonObject>(Address, TestContext.Current.CancellationToken))!;

        Assert.Equal(2, (int?)stats["total_connections"]);
        Assert.Equal(2, (int?)stats["active_users"]);
        Assert.Equal(2, (int?)stats["total_subscriptions"]);
        Assert.Equal(2, (int?)stats["active_pipelines"]);
    }

    [Fact]
    public async Task Stats_OutsideDevelopment_IsClosed()
    {
        await using var server = await RealtimeServer.StartAsync(environment: "Production");
        using var http = new HttpClient { BaseAddress = server.Http };

        using var answer = await http.GetAsync(Address, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Stats_AskedForAWebSocket_IsTheUserStats()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var client = await WireClient.ConnectAsync(server, "stats");

        await client.SendAsync(new { type = "get_status" });

        Assert.Equal("stats", (string?)(await client.ReceiveAsync("status"))["user_id"]);
    }
}
