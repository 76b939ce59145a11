using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Dpa.Realtime.Connections;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.Tests.Connections;

public sealed class DirectOutputTests : IDisposable
{
    private readonly Socket _server;
    private readonly Socket _client;
    private readonly DirectOutput _output;

    public DirectOutputTests()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            ReceiveBufferSize = 4096,
        };
        _client.Connect(listener.LocalEndpoint);
        _server = listener.AcceptSocket();
        _output = new DirectOutput(_server);
    }

    public void Dispose()
    {
        _server.Dispose();
        _client.Dispose();
    }

    [Fact]
    public void NextProbe_ItsPongAndNothingWrittenSince_OpensTheWay()
    {
        Assert.Equal((byte)1, _output.NextProbe(isHeartbeat: false));
        Assert.False(_output.IsOpen);
        _output.Acknowledge([1]);

        Assert.Null(_output.NextProbe(isHeartbeat: false));
        Assert.True(_output.IsOpen);
    }

    [Fact]
    public void NextProbe_SomethingWrittenSince_ProbesAgainInsteadOfOpening()
    {
        _output.NextProbe(isHeartbeat: false);
        Assert.Null(_output.NextProbe(isHeartbeat: false)); // written before the pong came
        _output.Acknowledge([1]);

        Assert.Equal((byte)2, _output.NextProbe(isHeartbeat: false));
        Assert.False(_output.IsOpen);
        _output.Acknowledge([2]);
        Assert.Null(_output.NextProbe(isHeartbeat: false));
        Assert.True(_output.IsOpen);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 7 })]
    [InlineData(new byte[] { 1, 1 })]
    public void NextProbe_AnotherPong_DoesNotOpen(byte[] payload)
    {
        _output.NextProbe(isHeartbeat: false);
        _output.Acknowledge(payload);

        Assert.Null(_output.NextProbe(isHeartbeat: false));
        Assert.False(_output.IsOpen);
    }

    [Fact]
    public void NextProbe_ALineThatIsNeverQuiet_StopsAskingUntilTheNextHeartbeat()
    {
        var asked = 0;
        for (var write = 0; write < 1000; write++)
        {
            if (_output.NextProbe(isHeartbeat: false) is not { } probe) continue;
            asked++;
            Assert.Null(_output.NextProbe(isHeartbeat: false));
            _output.Acknowledge([probe]);
        }

        Assert.Equal(16, asked);
        Assert.False(_output.IsOpen);
        _output.Acknowledge([_output.NextProbe(isHeartbeat: true)!.Value]);
        Assert.Null(_output.NextProbe(isHeartbeat: false));
        Assert.True(_output.IsOpen);
    }

    [Fact]
    public async Task Pause_AfterAnEarlyProbeThatMissed_LastsUntilItsPong()
    {
        var time = new FakeTimeProvider();
        while (_output.NextProbe(isHeartbeat: false) is { } missed)
        {
            var pause = _output.PauseAsync(time).AsTask();
            if (!pause.IsCompleted)
            {
                _output.Acknowledge([missed]);
                await pause;
                break;
            }

            _output.NextProbe(isHeartbeat: false); // written before the pong came
            _output.Acknowledge([missed]);
        }

        Assert.Null(_output.NextProbe(isHeartbeat: false));
        Assert.True(_output.IsOpen);
    }

    [Fact]
    public async Task Pause_OfOneThatIsFarAway_EndsByItselfAndComesOnce()
    {
        var time = new FakeTimeProvider();
        var pauses = 0;
        for (var write = 0; write < 300; write++)
        {
            var probe = _output.NextProbe(isHeartbeat: true)!.Value; // numbers come round
            var pause = _output.PauseAsync(time).AsTask();
            if (!pause.IsCompleted)
            {
                pauses++;
                time.Advance(TimeSpan.FromMilliseconds(100));
            }

            await pause;
            _output.NextProbe(isHeartbeat: false);
            _output.Acknowledge([probe]);
        }

        Assert.Equal(1, pauses);
    }

    [Fact]
    public async Task Send_MoreThanTheSocketTakes_WaitsAndArrivesWhole()
    {
        var bytes = RandomNumberGenerator.GetBytes(8 * 1024 * 1024);

        var sending = _output.SendAsync(bytes, TestContext.Current.CancellationToken).AsTask();
        Assert.False(sending.IsCompleted);
        var received = new byte[bytes.Length];
        for (var at = 0; at < received.Length; )
            at += await _client.ReceiveAsync(
                received.AsMemory(at), SocketFlags.None, TestContext.Current.CancellationToken);
        await sending;

        Assert.True(bytes.AsSpan().SequenceEqual(received));
    }

    [Fact]
    public async Task Send_ThatWaits_EndsWithItsToken()
    {
        using var stop = new CancellationTokenSource();
        var sending = _output.SendAsync(new byte[8 * 1024 * 1024], stop.Token).AsTask();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }
}
