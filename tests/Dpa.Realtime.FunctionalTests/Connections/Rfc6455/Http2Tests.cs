using System.Net;
using System.Net.WebSockets;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Dpa.Realtime.FunctionalTests.Connections.Rfc6455;

/// <summary>The same over HTTP/2 (RFC 8441).</summary>
public sealed class Http2Tests : IAsyncLifetime
{
    private readonly HttpMessageInvoker _invoker = new(new SocketsHttpHandler());
    private RealtimeServer _server = null!;

    public async ValueTask InitializeAsync() =>
        _server = await RealtimeServer.StartAsync(protocols: HttpProtocols.Http2);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _invoker.Dispose();
    }

    [Fact]
    public async Task Connect_EchoesTheSubProtocolAndGreets()
    {
        await using var client = await ConnectAsync();

        Assert.Equal("dpa.realtime.v1", client.SubProtocol);
    }

    [Fact]
    public async Task Subscribe_SeesAPipelineToItsEnd()
    {
        await using var client = await ConnectAsync();
        await client.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "p", wait = true });
        await client.ReceiveAsync("subscription_confirmed");

        await _server.Progress.RunAsync(
            new PipelineStart("p", "user-1") { Stages = [new("a")] },
            (run, stop) => run.RunStageAsync("a", (_, _) => Task.CompletedTask, stop),
            TestContext.Current.CancellationToken);

        await client.ReceiveUntilAsync(f => (bool?)f["completed"] == true);
    }

    [Fact]
    public async Task Sockets_SeveralOnOneConnection_AreIndependent()
    {
        await using var first = await ConnectAsync();
        await using (await ConnectAsync())
        {
        }

        await first.SendAsync(new { type = "ping", timestamp = 7 });
        Assert.Equal(7, (int?)(await first.ReceiveAsync("pong"))["timestamp"]);
    }

    [Fact]
    public async Task Message_OverTheLimit_ClosesWith1009()
    {
        await using var client = await ConnectAsync();

        await client.SendTextAsync(new string('x', (64 * 1024) + 1));

        Assert.Equal(1009, await client.ReceiveCloseAsync());
    }

    [Fact]
    public async Task Stop_SaysReconnectThen1012()
    {
        var client = await ConnectAsync();

        var stopping = _server.StopAsync();
        await client.ReceiveAsync("reconnect");

        Assert.Equal(1012, await client.ReceiveCloseAsync());
        await client.DisposeAsync(); // Kestrel waits for the stream's other end
        await stopping.WaitAsync(WireClient.Limit, TestContext.Current.CancellationToken);
    }

    private Task<WireClient> ConnectAsync() => WireClient.ConnectAsync(_server, invoker: _invoker, configure: o =>
    {
        o.HttpVersion = HttpVersion.Version20;
        o.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
    });
}
