using Dpa.Realtime.Connections;
using Dpa.Realtime.Tests.WebSockets;
using Dpa.Realtime.WebSockets;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.Tests.Connections;

/// <summary>Frames from a stream, and what is read on after the end.</summary>
public sealed class FrameReaderTests : IDisposable
{
    private static readonly byte[] Close = ClientFrames.Close(1000);

    private readonly FakeTimeProvider _time = new();
    private readonly TestLine _line = new(takes: 64);
    private readonly FrameReader _reader;

    public FrameReaderTests() => _reader = new FrameReader(_line, 1000, _time);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _reader.Dispose();
        _line.Dispose();
    }

    [Fact]
    public async Task Fill_AMessageBegunAndNotEnded_TimesOut()
    {
        await ReadAsync(ClientFrames.Frame(1, [65])[..3]);
        Assert.Equal(FrameEvent.None, _reader.Next());
        var filling = _reader.FillAsync(Ct).AsTask();

        _time.Advance(TimeSpan.FromSeconds(10));

        await Assert.ThrowsAsync<TimeoutException>(() => filling);
    }

    [Fact]
    public async Task Drain_WithTheCloseInWhatWasRead_WaitsForNothing()
    {
        await ReadAsync([.. ClientFrames.Frame(1, [65]), .. ClientFrames.Frame(9, []), .. Close]);
        Assert.Equal(FrameEvent.Text, _reader.Next());

        Assert.True(_reader.DrainAsync(Ct).AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Drain_OfAnOpenConnection_ReadsUpToTheClose()
    {
        var draining = _reader.DrainAsync(Ct).AsTask();
        await _line.ClientSendsAsync(ClientFrames.Frame(1, [65]));
        Assert.False(draining.IsCompleted);

        await _line.ClientSendsAsync(Close);

        await draining.WaitAsync(TimeSpan.FromSeconds(30), Ct);
    }

    [Fact]
    public async Task Drain_AfterABrokenRule_TakesNoBytesForAClose()
    {
        await ReadAsync(ClientFrames.Frame(1, [65], reserved: 1));
        Assert.Equal(FrameEvent.Failed, _reader.Next());
        using var stop = new CancellationTokenSource();
        var draining = _reader.DrainAsync(stop.Token).AsTask();

        await _line.ClientSendsAsync(Close);

        Assert.False(draining.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => draining);
    }

    [Fact]
    public void Drain_AfterTheEnd_ReadsNothing()
    {
        _reader.End();

        Assert.True(_reader.DrainAsync(Ct).AsTask().IsCompletedSuccessfully);
    }

    private async Task ReadAsync(byte[] sent)
    {
        var filling = _reader.FillAsync(Ct).AsTask();
        await _line.ClientSendsAsync(sent);
        Assert.True(await filling);
    }
}
