using System.Buffers;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.Connections;

/// <summary>
/// Frames out and messages in over one upgraded stream. All frames that wait are gathered into one write. One reads
/// (<see cref="FrameReader"/>) and one writes at a time.
/// </summary>
internal sealed class WebSocketTransport(
    Stream stream, int maxMessageBytes, TimeSpan sendTimeout, TimeProvider time, DirectOutput? direct = null,
    Func<long>? taken = null) : IMessageTransport
{
    private const int MaxPongBytes = 2048;
    private const int ControlFramesPerSecond = 50; // a peer needs one a heartbeat
    private const int ControlFramesAtOnce = 500;
    private static readonly TimeSpan CloseDeadline = TimeSpan.FromSeconds(2);

    private readonly FrameReader _reader = new(stream, maxMessageBytes, time);
    private readonly MessageBudget _controlFrames = new(ControlFramesPerSecond, ControlFramesAtOnce, time);
    private readonly CancellationTokenSource _aborted = new();
    private Task? _unfinished; // a write that took longer than it may
    private byte[]? _pongsDue; // whole frames; put in by the reader, taken by the writer
    private long _pongs;

    public ReadOnlyMemory<byte> Message => _reader.Message;

    public int Code { get; private set; } = CloseCode.NoStatus;

    public bool IsStalled { get; private set; }

    public Action? PongDue { get; set; }

    public bool IsPongDue => Volatile.Read(ref _pongsDue) is not null;

    public long Pongs => Volatile.Read(ref _pongs);

    public async ValueTask<ReceivedKind> ReceiveAsync()
    {
        _reader.Release();
        try
        {
            while (true)
            {
                var next = _reader.Next();
                if (next is FrameEvent.Close or FrameEvent.Failed) Code = _reader.Code;
                switch (next)
                {
                    case FrameEvent.Text:
                        return ReceivedKind.Message;
                    case FrameEvent.Close:
                        return ReceivedKind.Closed;
                    case FrameEvent.Failed:
                        return ReceivedKind.Failed;
                    case FrameEvent.Ping or FrameEvent.Pong:
                        if (TakeControl(next)) break;
                        Code = CloseCode.RateExceeded;
                        return ReceivedKind.Failed;
                    default:
                        if (!await _reader.FillAsync(_aborted.Token).ConfigureAwait(false)) return Gone();
                        break;
                }
            }
        }
        catch (TimeoutException)
        {
            Code = CloseCode.PolicyViolation; // a message that was begun and not ended
            return ReceivedKind.Failed;
        }
        catch (Exception e) when (ConnectionLoss.Is(e))
        {
            return Gone();
        }
    }

    /// <summary>
    /// Writes text frames in their order, with the pongs that are due and a ping where one is wanted, all in one write.
    /// </summary>
    /// <returns>False when the client took nothing for the send timeout, or is gone.</returns>
    public ValueTask<bool> SendAsync(List<TextFrames> frames, bool withPing)
    {
        var pongs = IsPongDue ? Interlocked.Exchange(ref _pongsDue, null) : null;
        var probe = direct?.NextProbe(withPing);
        // What is all of one batch goes out as it is, from the array that all its readers share.
        if (frames.Count == 1 && pongs is null && probe is null && !withPing)
            return WriteAsync(frames[0].Bytes, sendTimeout, taken);
        return SendGatheredAsync(frames, pongs, probe, withPing);
    }

    private async ValueTask<bool> SendGatheredAsync(List<TextFrames> frames, byte[]? pongs, byte? probe, bool withPing)
    {
        var (buffer, length) = FrameGathering.Rent(pongs, frames, probe, withPing || probe is not null);
        var isWritten = await WriteAsync(buffer.AsMemory(0, length), sendTimeout, taken).ConfigureAwait(false);
        if (!isWritten) return false; // a buffer whose write is still under way belongs to the stream
        ArrayPool<byte>.Shared.Return(buffer);
        if (probe is not null) await direct!.PauseAsync(time).ConfigureAwait(false);
        return true;
    }

    /// <summary>
    /// Sends the close code. Nothing is written after it. A client that did not read in time receives the code, too, if
    /// it has begun to read again.
    /// </summary>
    /// <returns>False where it could not be sent.</returns>
    public async ValueTask<bool> CloseOutputAsync(int code, string reason)
    {
        if (_unfinished is { } unfinished)
        {
            await unfinished.WaitAsync(CloseDeadline, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!unfinished.IsCompletedSuccessfully) return false;
        }

        return await WriteAsync(FrameWriting.Close(code, reason), CloseDeadline).ConfigureAwait(false);
    }

    /// <summary>
    /// Reads on, for a moment, until the client's close: a server that returns at once after its close frame resets the
    /// connection, and the frame never reaches the client.
    /// </summary>
    public async ValueTask DrainAsync()
    {
        using var deadline = new CancellationTokenSource(CloseDeadline, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _aborted.Token);
        try
        {
            await _reader.DrainAsync(linked.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (ConnectionLoss.Is(e))
        {
            // It has gone, or takes too long.
        }
    }

    public bool IsAborted => _aborted.IsCancellationRequested;

    public void Abort() => _ = _aborted.CancelAsync();

    public void Dispose() => _reader.Dispose();

    /// <summary>
    /// Pings are answered in their order. If a client pings and does not read, from some point on only the newest ping
    /// is answered (RFC 6455 section 5.5.3).
    /// </summary>
    /// <returns>False where they are too many.</returns>
    private bool TakeControl(FrameEvent kind)
    {
        if (!_controlFrames.TryTake()) return false;
        if (kind == FrameEvent.Pong)
        {
            direct?.Acknowledge(_reader.ControlPayload);
            Interlocked.Increment(ref _pongs);
            return true;
        }

        var frame = new byte[2 + _reader.ControlPayload.Length];
        FrameWriting.Write(frame, Opcode.Pong, _reader.ControlPayload);
        var waiting = Interlocked.Exchange(ref _pongsDue, null);
        Volatile.Write(ref _pongsDue, waiting is { Length: < MaxPongBytes } ? [.. waiting, .. frame] : frame);
        PongDue?.Invoke();
        return true;
    }

    private ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes, TimeSpan limit, Func<long>? progress = null)
    {
        try
        {
            var write = direct is { IsOpen: true }
                ? direct.SendAsync(bytes, _aborted.Token)
                : stream.WriteAsync(bytes, _aborted.Token);
            if (write.IsCompletedSuccessfully)
            {
                write.GetAwaiter().GetResult();
                return new ValueTask<bool>(true);
            }

            _unfinished = write.AsTask();
        }
        catch (Exception e) when (ConnectionLoss.Is(e))
        {
            return new ValueTask<bool>(false);
        }

        return FinishAsync(_unfinished, new WriteLimit(limit, progress, time));
    }

    private async ValueTask<bool> FinishAsync(Task write, WriteLimit limits)
    {
        try
        {
            while (!await limits.CompletesAsync(write).ConfigureAwait(false))
            {
                if (!limits.IsOver) continue;
                IsStalled = true;
                return false;
            }

            _unfinished = null;
            return true;
        }
        catch (Exception e) when (ConnectionLoss.Is(e))
        {
            return false;
        }
    }

    private ReceivedKind Gone()
    {
        _reader.End();
        Code = CloseCode.NoStatus;
        return ReceivedKind.Closed;
    }
}
