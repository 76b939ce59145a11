using System.Net.Sockets;
using Dpa.Realtime.Faults;
using Dpa.Realtime.FunctionalTests.Hosting;
using Dpa.Realtime.Tests.WebSockets;

namespace Dpa.Realtime.FunctionalTests.Connections.Rfc6455;

/// <summary>Peers that break no rule of a single frame and would cost the server time or memory without end.</summary>
public sealed class PatienceTests
{
    [Fact]
    public async Task Peer_ThatReadsAndAnswersNoPing_IsToldWith4000()
    {
        await using var server = await RealtimeServer.StartAsync(o => o.HeartbeatInterval = TimeSpan.FromSeconds(1));
        using var counters = new Counters(server);
        await using var client = await RawClient.ConnectAsync(server);

        Assert.Equal(4000, await client.ReadCloseAsync());
        Assert.Null(await client.ReadFrameAsync()); // it does not answer the close either
        Assert.Equal(0, counters["connections"]);
    }

    [Fact]
    public async Task Peer_ThatAnswersEachPing_Stays()
    {
        await using var server = await RealtimeServer.StartAsync(o => o.HeartbeatInterval = TimeSpan.FromSeconds(1));
        await using var client = await RawClient.ConnectAsync(server);

        using var wait = new Wait("four pings");
        for (var pings = 0; pings < 4;)
        {
            var frame = await client.ReadFrameAsync(wait);
            Assert.NotNull(frame);
            Assert.NotEqual(8, frame.Value.Opcode);
            if (frame.Value.Opcode != 9) continue;
            pings++;
            await client.SendAsync(ClientFrames.Frame(10, frame.Value.Payload));
        }
    }

    [Fact]
    public async Task Fragments_EmptyAndWithoutEnd_CloseWith1009()
    {
        await using var server = await RealtimeServer.StartAsync(o => o.MaxMessageBytes = 2048);
        await using var client = await RawClient.ConnectAsync(server);

        await client.SendAsync(ClientFrames.Frame(1, [], isFinal: false));
        await client.SendAsync([
            .. Enumerable.Repeat(ClientFrames.Frame(0, [], isFinal: false), 2048).SelectMany(f => f),
        ]);

        Assert.Equal(1009, await client.ReadCloseAsync());
    }

    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    public async Task ControlFrames_AFlood_ClosesWith4008AndOthersAreServed(int opcode)
    {
        await using var server = await RealtimeServer.StartAsync();
        await using var other = await WireClient.ConnectAsync(server, "user-2");
        await using var client = await RawClient.ConnectAsync(server);

        var flood = Enumerable.Repeat(ClientFrames.Frame(opcode, new byte[125]), 1000).SelectMany(f => f).ToArray();
        await client.SendAsync(flood);

        Assert.Equal(4008, await client.ReadCloseAsync());
        await other.SendAsync(new { type = "ping", timestamp = 1 });
        Assert.Equal(1, (int?)(await other.ReceiveAsync("pong"))["timestamp"]);
    }

    [Fact]
    public async Task Peer_ThatFloodsAndNeverReads_IsGoneInTimeAndOthersAreServed()
    {
        await using var server = await RealtimeServer.StartAsync();
        using var counters = new Counters(server);
        await using var other = await WireClient.ConnectAsync(server, "user-2");
        await using var client = await RawClient.ConnectAsync(server);
        var flood = Enumerable.Repeat(ClientFrames.Frame(9, new byte[125]), 1000).SelectMany(f => f).ToArray();

        try
        {
            using var limit = new CancellationTokenSource(WireClient.Limit);
            while (true)
            {
                limit.Token.ThrowIfCancellationRequested();
                await client.SendAsync(flood);
            }
        }
        catch (SocketException)
        {
            // The server reads on for a moment, so that its close can be read, and then ends the line.
        }

        await other.SendAsync(new { type = "ping", timestamp = 1 });
        Assert.Equal(1, (int?)(await other.ReceiveAsync("pong"))["timestamp"]);
        Assert.Equal(1, counters["connections"]);
    }
}
