using System.Net.WebSockets;
using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Connections;

public sealed class CloseTests
{
    [Fact]
    public async Task Message_OverTheLimit_ClosesWith1009()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var client = await WireClient.ConnectAsync(server);

        await client.SendTextAsync(new string('x', (64 * 1024) + 1));

        Assert.Equal(1009, await client.ReceiveCloseAsync());
    }

    [Fact]
    public async Task Message_Binary_ClosesWith1003()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var client = await WireClient.ConnectAsync(server);

        await client.SendBytesAsync([1, 2, 3], WebSocketMessageType.Binary);

        Assert.Equal(1003, await client.ReceiveCloseAsync());
    }

    [Fact]
    public async Task Message_BrokenJson_IsAnsweredAndTheConnectionStays()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var client = await WireClient.ConnectAsync(server);

        await client.SendTextAsync("{\"type\":");
        var error = await client.ReceiveAsync("error");
        await client.SendAsync(new { type = "ping", timestamp = "t1" });

        Assert.Equal("invalid_json", (string?)error["code"]);
        Assert.NotEqual("", (string?)error["suggestion"]);
        Assert.Equal("t1", (string?)(await client.ReceiveAsync("pong"))["timestamp"]);
    }

    [Fact]
    public async Task Flood_ThreeWarnings_ClosesWith4008()
    {
        await using var server = await RealtimeServer.StartAsync(o =>
            (o.MessageBurst, o.MaxMessagesPerSecond) = (5, 1));
        await using var client = await WireClient.ConnectAsync(server);

        for (var i = 0; i < 12; i++) await client.SendAsync(new { type = "ping" });

        Assert.Equal(4008, await client.ReceiveCloseAsync());
    }

    /// <summary>A flood of one user's sockets costs the others nothing.</summary>
    [Fact]
    public async Task Connections_HundredsOfOneUser_AreRefusedAndOthersAreServed()
    {
        await using var server = await RealtimeServer.StartAsync();
        using var counters = new Counters(server);
        // Some 40 are let in to be told that there are too many, the others meet 429 before.
        var flood = await Task.WhenAll(
            Enumerable.Range(0, 300).Select(_ => RawClient.TryConnectAsync(server.Http, "flooder")));
        Assert.InRange(flood.Count(c => c is not null), 40, 299);

        await using var other = await WireClient.ConnectAsync(server, "user-2");
        await other.SendAsync(new { type = "get_status" });

        Assert.Equal(1, (int?)(await other.ReceiveAsync("status"))["user_connections"]);
        using var limit = new CancellationTokenSource(WireClient.Limit);
        while (counters["rejected"] < 290) limit.Token.ThrowIfCancellationRequested();
        Assert.Equal((11, 290), (counters["connections"], counters["rejected"]));
        foreach (var client in flood.OfType<RawClient>()) await client.DisposeAsync();
    }

    /// <summary>However many ids it sends: the connection's own limit is all that it can take of the node.</summary>
    [Fact]
    public async Task Subscriptions_ThousandsOfOneConnection_StayWithinItsLimit()
    {
        await using var server = await RealtimeServer.StartAsync(o => o.MaxSubscriptionsPerConnection = 100);
        using var counters = new Counters(server);
        await using var client = await WireClient.ConnectAsync(server);
        for (var message = 0; message < 20; message++)
        {
            await client.SendAsync(
                new
                {
                    type = "subscribe_pipeline", wait = true,
                    pipeline_ids = Enumerable.Range(0, 500).Select(i => $"x{message}-{i}"),
                });
            for (var answer = 0; answer < 201; answer++)
                Assert.NotNull(await client.ReceiveAsync()); // 200 are read, one error says that 300 were not
        }

        Assert.Equal(100, counters["subscriptions"]);
        counters.Observe();
        Assert.Equal(100, counters["pipelines.watched"]);
    }

    [Fact]
    public async Task Connection_OneMoreThanAllowed_IsClosedWith4409AndTheOthersStay()
    {
        await using var server = await RealtimeServer.StartAsync(o => o.MaxConnectionsPerUser = 1);
        await using var first = await WireClient.ConnectAsync(server);
        await using var second = await WireClient.ConnectAsync(server, greet: false);

        Assert.Equal(4409, await second.ReceiveCloseAsync());
        await first.SendAsync(new { type = "get_status" });
        Assert.Equal(1, (int?)(await first.ReceiveAsync("status"))["user_connections"]);
    }

    [Fact]
    public async Task Stop_WithAnOpenConnection_SaysReconnectThen1012()
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var client = await WireClient.ConnectAsync(server);

        var stopping = server.StopAsync();
        var reconnect = await client.ReceiveAsync("reconnect");

        Assert.InRange((int)reconnect["after_ms"]!, 1, 60_000);
        Assert.Equal(1012, await client.ReceiveCloseAsync());
        await stopping.WaitAsync(WireClient.Limit, TestContext.Current.CancellationToken);
    }
}
