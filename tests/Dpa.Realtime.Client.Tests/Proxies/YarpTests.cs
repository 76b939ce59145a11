namespace Dpa.Realtime.Client.Tests.Proxies;

/// <summary>docs/proxies.md, YARP: with its settings everything passes, without them the client says why not.</summary>
public sealed class YarpTests
{
    private const string HostTransform = "Routes:app:Transforms:0:RequestHeaderOriginalHost";

    [Fact]
    public async Task Socket_OfAPageBehindIt_PassesAsItIsDocumented()
    {
        await using var proxy = await YarpProxy.StartAsync();
        await using var client = ProxiedPage.Client(proxy);

        Assert.Equal(ConnectionStatus.Live, await ProxiedPage.FollowAsync(proxy, client));
    }

    [Fact]
    public async Task Stream_PassesEventByEvent()
    {
        await using var proxy = await YarpProxy.StartAsync();
        await using var client = ProxiedPage.Client(proxy, ProxiedPage.WithoutSockets);

        Assert.Equal(ConnectionStatus.Streaming, await ProxiedPage.FollowAsync(proxy, client));
    }

    [Fact]
    public async Task LongPoll_IsHeldAndAnsweredByTheChange()
    {
        await using var proxy = await YarpProxy.StartAsync();

        Assert.Contains("\"completed\"", await ProxiedPage.LongPollAsync(proxy), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutTheOriginalHost_ThePagePollsAndNamesTheOrigin()
    {
        await using var proxy = await YarpProxy.StartAsync((HostTransform, "false"));
        await using var client = ProxiedPage.Client(proxy);

        Assert.Equal(ConnectionStatus.Polling, await ProxiedPage.FollowAsync(proxy, client));
        Assert.Equal("forbidden_origin", client.Connection.Reason);
        Assert.Contains("AllowedOrigins", client.Connection.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithATimeoutBelowTheHeartbeat_ThePagePollsAndSaysThatTheConnectionBreaks()
    {
        await using var proxy = await YarpProxy.StartAsync(
            ("Clusters:app:HttpRequest:ActivityTimeout", "00:00:01"));
        await using var client = ProxiedPage.Client(proxy, static o =>
        {
            o.Attempts = 2;
            o.BackoffBase = TimeSpan.FromMilliseconds(20);
            o.BackoffCap = TimeSpan.FromMilliseconds(20);
        });

        Assert.Equal(ConnectionStatus.Polling, await ProxiedPage.FollowAsync(proxy, client, ConnectionStatus.Polling));
        Assert.NotNull(client.Connection.Reason);
        Assert.NotNull(client.Connection.Message);
    }
}
