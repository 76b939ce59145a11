using System.Net.Sockets;
using System.Text;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dpa.Realtime.FunctionalTests.Connections;

/// <summary>Peers that never come to the end of their request.</summary>
public sealed class HandshakeTests
{
    private const int Peers = 200;

    [Fact]
    public async Task Peers_ThatNeverEndTheirHeaders_AreClosedInTimeAndOthersAreServed()
    {
        await using var server = await RealtimeServer.StartAsync(o => o.HandshakeTimeout = TimeSpan.FromSeconds(2));
        const string Begun = "GET /api/v1/ws/user-1 HTTP/1.1\r\nHost: localhost\r\nUpgrade: webso";
        var peers = await Task.WhenAll(Enumerable.Range(0, Peers).Select(_ => BeginAsync(server, Begun)));
        var ends = Task.WhenAll(peers.Select(EndAsync));

        await using var client = await WireClient.ConnectAsync(server);
        await client.SendAsync(new { type = "ping", timestamp = 1 });
        await client.ReceiveAsync("pong");

        Assert.All(await ends, end => Assert.StartsWith("HTTP/1.1 408", end, StringComparison.Ordinal));
    }

    /// <summary>Kestrel's own least rate holds for bodies; what the library reads must not get in its way.</summary>
    [Fact]
    public async Task Peer_ThatNeverEndsItsBody_IsClosedInTime()
    {
        await using var server = await RealtimeServer.StartAsync();
        const string Begun =
            "POST /api/v1/pipelines/progress HTTP/1.1\r\nHost: localhost\r\nX-USER-ID: user-1\r\nContent-Length: "
                + "1000\r\n\r\n{\"posi";

        var end = await EndAsync(await BeginAsync(server, Begun));

        Assert.StartsWith("HTTP/1.1 408", end, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, null, 10)]
    [InlineData(60, null, 60)]
    [InlineData(10, 45, 45)]
    [InlineData(-1, null, 30)]
    public async Task HandshakeTimeout_IsKestrelsUnlessTheApplicationSetItsOwn(int seconds, int? own, int expected)
    {
        var limit = seconds < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds);
        await using var server = await RealtimeServer.StartAsync(
            o => o.HandshakeTimeout = limit,
            b =>
                b.Services.Configure<KestrelServerOptions>(k =>
                    k.Limits.RequestHeadersTimeout = own is { } set
                        ? TimeSpan.FromSeconds(set)
                        : k.Limits.RequestHeadersTimeout));

        Assert.Equal(
            TimeSpan.FromSeconds(expected),
            server.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits.RequestHeadersTimeout);
    }

    private static async Task<Socket> BeginAsync(RealtimeServer server, string begun)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.Http.Host, server.Http.Port, TestContext.Current.CancellationToken);
        await socket.SendAsync(Encoding.ASCII.GetBytes(begun), TestContext.Current.CancellationToken);
        return socket;
    }

    /// <summary>What the server says until it ends the line, within less than Kestrel's own 30 s.</summary>
    private static async Task<string> EndAsync(Socket socket)
    {
        using var limit = new CancellationTokenSource(WireClient.Limit);
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(limit.Token);
    }
}
