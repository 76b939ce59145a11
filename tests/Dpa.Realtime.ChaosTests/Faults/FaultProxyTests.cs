using System.Net;
using System.Net.Sockets;
using System.Text;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Proxy;

namespace Dpa.Realtime.ChaosTests.Faults;

public sealed class FaultProxyTests : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly EchoServer _server = new();
    private readonly FaultProxy _proxy;

    public FaultProxyTests() => _proxy = FaultProxy.Start(_server.Port);

    [Fact]
    public async Task Pass_MegabyteAndHalfClose_ComesBackWholeAndEnds()
    {
        using var client = await ConnectAsync();
        var sent = new byte[1 << 20];
        new Random(1).NextBytes(sent);
        var sending = client
            .SendAsync(sent, SocketFlags.None)
            .ContinueWith(_ => client.Shutdown(SocketShutdown.Send), TaskScheduler.Default);
        var echo = await ReadAllAsync(client);
        await sending;
        Assert.Equal(sent, echo);
        await Eventually.HoldsAsync(() => _proxy.Connections.Count == 0 && _server.Ended == 1, "an orderly end");
        Assert.Equal((1 << 20, 1 << 20), (_proxy.Counters.BytesToServer, _proxy.Counters.BytesToClient));
        Assert.Equal(0, _proxy.Counters.Resets);
    }

    [Fact]
    public async Task Late_Echo_TakesAtLeastTheDelayOfBothWays()
    {
        _proxy.Rules = FaultRules.Late(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(50));
        using var client = await ConnectAsync();
        var began = TimeProvider.System.GetTimestamp();
        await EchoAsync(client, "late");
        Assert.True(TimeProvider.System.GetElapsedTime(began) >= TimeSpan.FromMilliseconds(199));
    }

    [Fact]
    public async Task Late_RulesLiftedMeanwhile_WhatWaitsArrivesAtOnce()
    {
        _proxy.Rules = FaultRules.Late(TimeSpan.FromHours(1));
        using var client = await ConnectAsync();
        var echo = EchoAsync(client, "waits");
        await Eventually.HoldsAsync(() => _proxy.Connections.Count == 1, "a connection");
        _proxy.Resume();
        await echo;
    }

    [Fact]
    public async Task Throttle_BytesPerSecond_AreNotExceeded()
    {
        _proxy.Rules = new FaultRules { ToClient = new FlowRules { BytesPerSecond = 10_000 } };
        using var client = await ConnectAsync();
        var began = TimeProvider.System.GetTimestamp();
        await EchoAsync(client, new string('x', 5_000));
        Assert.True(TimeProvider.System.GetElapsedTime(began) >= TimeSpan.FromMilliseconds(400));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cut_AfterBytes_ClientGetsThoseAndTheEndAsked(bool byReset)
    {
        _proxy.Rules = new FaultRules { ToClient = new FlowRules { CutAfterBytes = 7, CutsByReset = byReset } };
        using var client = await ConnectAsync();
        await client.SendAsync(Encoding.ASCII.GetBytes("0123456789"), SocketFlags.None);
        await Eventually.HoldsAsync(() => _proxy.Counters.Cuts == 1, "a cut");
        if (byReset) Assert.Equal(SocketError.ConnectionReset, await ReadErrorAsync(client));
        else Assert.Equal("0123456", Encoding.ASCII.GetString(await ReadAllAsync(client)));
        Assert.Equal(7, _proxy.Counters.BytesToClient);
    }

    [Fact]
    public async Task ResetAll_OpenConnections_BothSidesAreReset()
    {
        using var client = await ConnectAsync();
        await EchoAsync(client, "open");
        _proxy.ResetAll();
        Assert.Equal(SocketError.ConnectionReset, await ReadErrorAsync(client));
        await Eventually.HoldsAsync(() => _server.Reset == 1, "a reset at the server");
        Assert.Equal(1, _proxy.Counters.Resets);
    }

    [Fact]
    public async Task CloseAll_OpenConnections_EndProperly()
    {
        using var client = await ConnectAsync();
        await EchoAsync(client, "open");
        _proxy.CloseAll();
        Assert.Empty(await ReadAllAsync(client));
        await Eventually.HoldsAsync(() => _server.Ended == 1, "an end at the server");
    }

    [Fact]
    public async Task HalfOpen_OpenConnection_NothingArrivesNothingEndsUntilItIsOver()
    {
        using var client = await ConnectAsync();
        await EchoAsync(client, "before");
        _proxy.Rules = FaultRules.HalfOpen;
        await client.SendAsync(Encoding.ASCII.GetBytes("lost"), SocketFlags.None);
        await Eventually.HoldsAsync(() => _proxy.Counters.BytesDropped == 4, "lost bytes");
        Assert.Equal(0, client.Available);
        Assert.Equal((0, 0), (_server.Ended, _server.Reset));
        using var another = await ConnectAsync(); // accepted, and silent
        await another.SendAsync(Encoding.ASCII.GetBytes("lost too"), SocketFlags.None);
        await Eventually.HoldsAsync(() => _proxy.Counters.BytesDropped == 12, "lost bytes of the second");
        _proxy.Resume();
        Assert.Equal(SocketError.ConnectionReset, await ReadErrorAsync(client));
        Assert.Equal(SocketError.ConnectionReset, await ReadErrorAsync(another));
    }

    [Fact]
    public async Task HalfOpen_ClientGoes_ServerHearsNothing()
    {
        using var client = await ConnectAsync();
        await EchoAsync(client, "before");
        _proxy.Rules = FaultRules.HalfOpen;
        client.LingerState = new LingerOption(true, 0);
        client.Dispose();
        using var another = await ConnectAsync();
        await another.SendAsync(Encoding.ASCII.GetBytes("later"), SocketFlags.None);
        await Eventually.HoldsAsync(
            () => _proxy.Counters.BytesDropped == 5,
            "later bytes, so that the end was seen before");
        Assert.Equal((0, 0), (_server.Ended, _server.Reset));
        _proxy.Resume();
        await Eventually.HoldsAsync(() => _server.Reset == 2, "both resets");
    }

    [Fact]
    public async Task Partition_Lifted_WhatWaitedArrives()
    {
        using var client = await ConnectAsync();
        _proxy.Rules = FaultRules.Partition;
        var echo = EchoAsync(client, "held");
        using (var pause = new CancellationTokenSource(TimeSpan.FromMilliseconds(200)))
            await Assert.ThrowsAsync<TaskCanceledException>(() => echo.WaitAsync(pause.Token));
        _proxy.Rules = FaultRules.None;
        await echo;
    }

    [Fact]
    public async Task DeafClient_OneWay_ServerGetsAndClientDoesNot()
    {
        _proxy.Rules = FaultRules.DeafClient;
        using var client = await ConnectAsync();
        await client.SendAsync(Encoding.ASCII.GetBytes("one way"), SocketFlags.None);
        await Eventually.HoldsAsync(() => _proxy.Counters.BytesDropped == 7, "the lost answer");
        Assert.Equal((7, 0), (_proxy.Counters.BytesToServer, _proxy.Counters.BytesToClient));
    }

    [Fact]
    public async Task Refuse_ThenAccept_OpenConnectionsLiveAndThePortStays()
    {
        using var open = await ConnectAsync();
        await EchoAsync(open, "open");
        _proxy.Refuse();
        Assert.Equal(
            SocketError.ConnectionRefused, (await Assert.ThrowsAsync<SocketException>(ConnectAsync)).SocketErrorCode);
        await EchoAsync(open, "still open");
        _proxy.Accept();
        using var again = await ConnectAsync();
        await EchoAsync(again, "again");
    }

    [Fact]
    public async Task Answer_CannedResponses_AreHttp()
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://{_proxy.Address}") };
        _proxy.Rules = FaultRules.Answering(CannedResponse.Unavailable(7));
        using (var busy = await http.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken))
            Assert.Equal(
                (HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(7)),
                (busy.StatusCode, busy.Headers.RetryAfter?.Delta));
        foreach (
            var (answer, status) in new[]
            {
                (CannedResponse.Unauthorized, 401), (CannedResponse.Forbidden, 403), (CannedResponse.Html, 200),
            })
        {
            _proxy.Rules = FaultRules.Answering(answer);
            using var response = await http.PostAsync(
                new Uri("/x", UriKind.Relative), new StringContent("body"), TestContext.Current.CancellationToken);
            Assert.Equal(
                (status, answer.Body),
                (
                    (int)response.StatusCode,
                    await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        }

        Assert.Equal(4, _proxy.Counters.Answered);
        Assert.Equal(0, _proxy.Counters.BytesToServer);
    }

    [Fact]
    public async Task RulesOfNew_SecondConnection_AloneIsHeld()
    {
        _proxy.RulesOfNew = number => number == 2 ? FaultRules.Partition : null;
        using var first = await ConnectAsync();
        await EchoAsync(first, "first");
        using var second = await ConnectAsync();
        var held = EchoAsync(second, "second");
        await EchoAsync(first, "first again");
        await Eventually.HoldsAsync(() => _proxy.Connections.Count == 2, "the second connection");
        Assert.False(held.IsCompleted);
        _proxy.Connections[^1].Rules = null;
        await held;
    }

    [Fact]
    public async Task Target_NobodyListens_ClientIsReset()
    {
        _proxy.Target = new IPEndPoint(IPAddress.Loopback, FreePorts.Next());
        var reset = await Assert.ThrowsAsync<SocketException>(async () => // the connect may hear of it already
        {
            using var client = await ConnectAsync();
            await ReadAllAsync(client);
        });
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
        Assert.Equal(1, _proxy.Counters.Unreachable);
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, _proxy.Port);
        return socket;
    }

    private static async Task EchoAsync(Socket client, string text)
    {
        using var limit = new CancellationTokenSource(Limit);
        await client.SendAsync(Encoding.ASCII.GetBytes(text), SocketFlags.None, limit.Token);
        var echo = new byte[text.Length];
        for (var at = 0; at < echo.Length;)
        {
            var read = await client.ReceiveAsync(echo.AsMemory(at), SocketFlags.None, limit.Token);
            Assert.NotEqual(0, read);
            at += read;
        }

        Assert.Equal(text, Encoding.ASCII.GetString(echo));
    }

    private static async Task<byte[]> ReadAllAsync(Socket client)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var all = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await client.ReceiveAsync(buffer, SocketFlags.None, limit.Token) is > 0 and var read)
            all.Write(buffer, 0, read);
        return all.ToArray();
    }

    private static async Task<SocketError> ReadErrorAsync(Socket client)
    {
        var error = await Assert.ThrowsAsync<SocketException>(() => ReadAllAsync(client));
        return error.SocketErrorCode;
    }
}
