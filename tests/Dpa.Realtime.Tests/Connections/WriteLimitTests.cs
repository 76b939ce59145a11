using Dpa.Realtime.Connections;
using Dpa.Realtime.WebSockets;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.Tests.Connections;

public sealed class WriteLimitTests
{
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(15);

    private readonly FakeTimeProvider _time = new();
    private long _taken;

    /// <summary>
    /// At 1 KB a second a large write lasts longer than the send timeout; the client is slow, and not gone.
    /// </summary>
    [Fact]
    public async Task Send_ToOneThatTakesALittleNowAndThen_GoesOn()
    {
        using var line = new TestLine(takes: 64);
        using var transport = new WebSocketTransport(line, 1000, SendTimeout, _time, taken: () => _taken);
        var sending = transport.SendAsync([TextFrames.Of(new byte[100])], withPing: false).AsTask();

        for (var i = 0; i < 20; i++)
        {
            _time.Advance(SendTimeout / 4);
            _taken++;
        }

        Assert.False(sending.IsCompleted);
        line.ClientReads();
        Assert.True(await sending);
    }

    [Fact]
    public async Task Send_ToOneThatTakesNothingMore_FailsAfterTheSendTimeout()
    {
        using var line = new TestLine(takes: 64);
        using var transport = new WebSocketTransport(line, 1000, SendTimeout, _time, taken: () => _taken);
        var sending = transport.SendAsync([TextFrames.Of(new byte[100])], withPing: false).AsTask();
        _time.Advance(SendTimeout / 4);
        _taken++;

        for (var i = 0; i < 5; i++) _time.Advance(SendTimeout / 4);

        Assert.False(await sending);
        Assert.True(transport.IsStalled);
    }
}
