using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Endpoints;

/// <summary>What is refused before a stream of events starts.</summary>
public sealed class EventAdmissionTests
{
    [Theory]
    [InlineData("", "invalid_message")]
    [InlineData("?ids=", "invalid_message")]
    [InlineData("?user=user-2", "invalid_message")]
    [InlineData("?ids=a&detail=all", "invalid_message")]
    [InlineData("?ids=a&max_hz=61", "invalid_message")]
    [InlineData("?ids=a&max_hz=NaN", "invalid_message")]
    [InlineData("?ids=a&wait=25", "invalid_message")]
    public async Task Get_Wrong_Is400WithASuggestion(string query, string code)
    {
        await using var server = await RealtimeServer.StartAsync();

        Assert.Equal((400, code, null), await EventClient.RefusalAsync(server, query));
    }

    [Fact]
    public async Task Get_OfMoreThanFifty_Is400()
    {
        await using var server = await RealtimeServer.StartAsync();

        Assert.Equal(
            (400, "invalid_message", null),
            await EventClient.RefusalAsync(server, $"?ids={string.Join(',', Enumerable.Range(0, 51))}"));
    }

    [Fact]
    public async Task Post_Wrong_Is400()
    {
        await using var server = await RealtimeServer.StartAsync();

        Assert.Equal((400, "invalid_message", null), await EventClient.RefusalAsync(server, "", body: new { }));
        Assert.Equal(
            (400, "invalid_message", null),
            await EventClient.RefusalAsync(server, "", body: new { positions = new { a = 1 } }));
    }

    [Fact]
    public async Task Post_OfNothing_IsAStreamOfHeartbeats()
    {
        await using var server = await RealtimeServer.StartAsync(o => o.HeartbeatInterval = TimeSpan.FromSeconds(1));
        await using var client = await EventClient.OpenAsync(server, "", body: new { positions = new { } });

        Assert.Equal("ping", (string?)(await client.ReceiveAsync())!["type"]);
    }

    [Fact]
    public async Task Stream_OneMoreThanTheUserMay_Is429AndCountsWithSockets()
    {
        await using var server = await RealtimeServer.StartAsync(o => o.MaxConnectionsPerUser = 2);
        await using var socket = await WireClient.ConnectAsync(server);
        await using var stream = await EventClient.OpenAsync(server, "?user=me");

        Assert.Equal((429, "too_many_connections", 10), await EventClient.RefusalAsync(server, "?user=me"));
        await using var other = await EventClient.OpenAsync(server, "?user=me", "user-2");
        await socket.SendAsync(new { type = "get_status" });
        Assert.Equal(2, (int?)(await socket.ReceiveAsync("status"))["user_connections"]);
    }

    [Fact]
    public async Task Stream_WhenTheNodeIsFull_Is503()
    {
        await using var server = await RealtimeServer.StartAsync(o => o.MaxConnections = 1);
        await using var stream = await EventClient.OpenAsync(server, "?user=me");

        Assert.Equal((503, "too_many_connections", 10), await EventClient.RefusalAsync(server, "?user=me", "user-2"));
    }

    [Fact]
    public async Task Stream_FromAForeignOrigin_Is403()
    {
        await using var server = await RealtimeServer.StartAsync();

        Assert.Equal(
            (403, "forbidden_origin", null),
            await EventClient.RefusalAsync(server, "?user=me", origin: "https://evil.example")
        );
    }
}
