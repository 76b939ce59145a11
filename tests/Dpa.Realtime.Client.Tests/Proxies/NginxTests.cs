using System.Net;

namespace Dpa.Realtime.Client.Tests.Proxies;

/// <summary>
/// docs/proxies.md, nginx, which compresses here: with its settings everything passes, without them the client falls
/// back and says why.
/// </summary>
public sealed class NginxTests
{
    private const string Buffering = "proxy_buffering";
    private const string Upgrade = "proxy_set_header Upgrade";

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // nginx's default: each answer of the library says where it must not buffer
    public async Task Socket_PassesAsItIsDocumented(bool buffers)
    {
        await using var proxy = await NginxProxy.StartAsync(buffers ? [Buffering] : []);
        await using var client = ProxiedPage.Client(proxy);

        Assert.Equal(ConnectionStatus.Live, await ProxiedPage.FollowAsync(proxy, client));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stream_PassesEventByEvent(bool buffers)
    {
        await using var proxy = await NginxProxy.StartAsync(buffers ? [Buffering] : []);
        using var http = Browser();
        await using var client = ProxiedPage.Client(proxy, o =>
        {
            ProxiedPage.WithoutSockets(o);
            o.Http = http;
        });

        Assert.Equal(ConnectionStatus.Streaming, await ProxiedPage.FollowAsync(proxy, client));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task LongPoll_IsHeldAndAnsweredByTheChange(bool buffers)
    {
        await using var proxy = await NginxProxy.StartAsync(buffers ? [Buffering] : []);

        Assert.Contains("\"completed\"", await ProxiedPage.LongPollAsync(proxy), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutUpgrade_ThePageStreamsAndSaysWhy()
    {
        await using var proxy = await NginxProxy.StartAsync([Upgrade]);
        using var http = Browser();
        await using var client = ProxiedPage.Client(proxy, o =>
        {
            Soon(o);
            o.Http = http;
        });

        Assert.Equal(
            ConnectionStatus.Streaming, await ProxiedPage.FollowAsync(proxy, client, ConnectionStatus.Streaming));
        Assert.NotNull(client.Connection.Reason);
        Assert.NotNull(client.Connection.Message);
    }

    [Fact]
    public async Task WithBufferingThatNothingTurnsOff_ThePagePollsAndSaysWhy()
    {
        await using var proxy = await NginxProxy.StartAsync(
            [Buffering, Upgrade], "proxy_ignore_headers X-Accel-Buffering;");
        using var http = Browser();
        await using var client = ProxiedPage.Client(proxy, o =>
        {
            Soon(o);
            o.GreetingTimeout = TimeSpan.FromSeconds(2);
            o.Http = http;
        });

        Assert.Equal(ConnectionStatus.Polling, await ProxiedPage.FollowAsync(proxy, client, ConnectionStatus.Polling));
        Assert.NotNull(client.Connection.Reason);
        Assert.NotNull(client.Connection.Message);
    }

    [Fact]
    public async Task WithoutTheHost_ThePagePollsAndNamesTheOrigin()
    {
        await using var proxy = await NginxProxy.StartAsync(["proxy_set_header Host"]);
        await using var client = ProxiedPage.Client(proxy);

        Assert.Equal(ConnectionStatus.Polling, await ProxiedPage.FollowAsync(proxy, client));
        Assert.Equal("forbidden_origin", client.Connection.Reason);
    }

    /// <summary>Asks for compressed answers, as browsers do.</summary>
    private static HttpMessageInvoker Browser() =>
        new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All });

    private static void Soon(RealtimeClientOptions options)
    {
        options.Attempts = 2;
        options.BackoffBase = options.BackoffCap = TimeSpan.FromMilliseconds(20);
    }
}
