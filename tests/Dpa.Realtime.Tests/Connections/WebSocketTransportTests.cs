using System.Text;
using Dpa.Realtime.Connections;
using Dpa.Realtime.Tests.WebSockets;
using Dpa.Realtime.WebSockets;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.Tests.Connections;

public sealed class WebSocketTransportTests : IDisposable
{
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(15);
    private static readonly byte[] Text = Encoding.UTF8.GetBytes("{\"type\":\"ping\"}");

    private readonly FakeTimeProvider _time = new();
    private readonly TestLine _line = new(takes: 64);
    private readonly WebSocketTransport _transport;

    public WebSocketTransportTests() => _transport = new WebSocketTransport(_line, 1000, SendTimeout, _time);

    public void Dispose()
    {
        _transport.Dispose();
        _line.Dispose();
    }

    [Fact]
    public async Task Receive_AMessageByteByByteBeyondItsDeadline_FailsWith1008()
    {
        var receiving = _transport.ReceiveAsync().AsTask();
        var frame = ClientFrames.Frame(1, Text);

        for (var i = 0; i < 3; i++)
        {
            Assert.False(receiving.IsCompleted);
            await _line.ClientSendsAsync(frame[i]);
            _time.Advance(TimeSpan.FromSeconds(4)); // each byte comes well before 10 s are over
        }

        Assert.Equal(ReceivedKind.Failed, await receiving);
        Assert.Equal(CloseCode.PolicyViolation, _transport.Code);
    }

    [Fact]
    public async Task Receive_FragmentsAndPingsBeyondTheDeadline_FailsWith1008()
    {
        var receiving = _transport.ReceiveAsync().AsTask();
        await _line.ClientSendsAsync(ClientFrames.Frame(1, [], isFinal: false));

        for (var i = 0; i < 12 && !receiving.IsCompleted; i++)
        {
            await _line.ClientSendsAsync([
                .. ClientFrames.Frame(0, [65], isFinal: false), .. ClientFrames.Frame(9, []),
            ]);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(ReceivedKind.Failed, await receiving);
        Assert.Equal(CloseCode.PolicyViolation, _transport.Code);
    }

    [Fact]
    public async Task Receive_AnIdlePeer_MayStayForEverAndEachMessageHasItsOwnTime()
    {
        for (var i = 0; i < 3; i++)
        {
            var receiving = _transport.ReceiveAsync().AsTask();
            _time.Advance(TimeSpan.FromHours(1));
            var frame = ClientFrames.Frame(1, Text);
            await _line.ClientSendsAsync(frame[..5]);
            _time.Advance(TimeSpan.FromSeconds(9));
            await _line.ClientSendsAsync(frame[5..]);

            Assert.Equal(ReceivedKind.Message, await receiving);
            Assert.Equal(Text, _transport.Message.ToArray());
        }
    }

    [Fact]
    public async Task Send_AfterSeveralPings_AnswersThemInTheSameWrite()
    {
        var due = 0;
        _transport.PongDue = () => due++;
        _ = _transport.ReceiveAsync().AsTask();
        foreach (byte ping in (byte[])[1, 2]) await _line.ClientSendsAsync(ClientFrames.Frame(9, [ping]));

        Assert.True(await _transport.SendAsync([TextFrames.Of([65, 66])], withPing: true));

        Assert.Equal(2, due);
        Assert.Equal([0x8A, 1, 1, 0x8A, 1, 2, 0x81, 2, 65, 66, 0x89, 0], _line.ClientReads());
        Assert.False(_transport.IsPongDue);
    }

    [Fact]
    public async Task Pings_OfOneThatDoesNotRead_CostABoundAndTheNewestIsAnswered()
    {
        _ = _transport.ReceiveAsync().AsTask();
        for (var i = 0; i < 200; i++)
            await _line.ClientSendsAsync(ClientFrames.Frame(9, [.. Enumerable.Repeat((byte)i, 125)]));

        var sending = _transport.SendAsync([], withPing: false).AsTask();
        var read = _line.ClientReads();

        Assert.True(await sending);
        Assert.InRange(read.Length, 127, 2048 + 127);
        Assert.Equal(199, read[^1]);
    }

    [Fact]
    public async Task Receive_AFloodOfControlFrames_FailsWith4008()
    {
        var receiving = _transport.ReceiveAsync().AsTask();

        for (var i = 0; i < 1000 && !receiving.IsCompleted; i++)
            await _line.ClientSendsAsync(ClientFrames.Frame(i % 2 == 0 ? 9 : 10, []));

        Assert.Equal(ReceivedKind.Failed, await receiving);
        Assert.Equal(CloseCode.RateExceeded, _transport.Code);
    }

    [Fact]
    public async Task Receive_ManyControlFramesOverTime_IsNoFlood()
    {
        var receiving = _transport.ReceiveAsync().AsTask();

        for (var i = 0; i < 2000; i++)
        {
            await _line.ClientSendsAsync(ClientFrames.Frame(10, []));
            _time.Advance(TimeSpan.FromMilliseconds(25));
        }

        Assert.False(receiving.IsCompleted);
        Assert.Equal(2000, _transport.Pongs);
    }

    [Fact]
    public async Task CloseOutput_AfterAStallThatEnds_StillSaysWhy()
    {
        var frame = new byte[100];
        var sending = _transport.SendAsync([TextFrames.Of(frame)], withPing: false).AsTask();
        _time.Advance(SendTimeout);
        Assert.False(await sending);
        Assert.True(_transport.IsStalled);

        var closing = _transport.CloseOutputAsync(CloseCode.SlowConsumer, "slow").AsTask();
        Assert.False(closing.IsCompleted);
        byte[] read = [.. _line.ClientReads()];

        Assert.True(await closing);
        Assert.Equal(
            [0x81, 100, .. frame, 0x88, 6, 0x0F, 0xA1, .. "slow"u8],
            (byte[])[.. read, .. _line.ClientReads()]);
    }

    [Fact]
    public async Task CloseOutput_AfterAStallThatLasts_GivesUp()
    {
        var sending = _transport.SendAsync([TextFrames.Of(new byte[100])], withPing: false).AsTask();
        _time.Advance(SendTimeout);
        Assert.False(await sending);

        var closing = _transport.CloseOutputAsync(CloseCode.SlowConsumer, "slow").AsTask();
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.False(await closing);
    }
}
