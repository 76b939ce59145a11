using System.Buffers;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.Connections;

/// <summary>
/// Frames out and messages in over one upgraded stream: the only type that knows how bytes reach the socket. An idle connection holds no buffer; all frames that wait are
/// gathered into one write.
/// </summary>
internal sealed class WebSocketTransport(Stream stream, int maxMessageBytes, TimeSpan sendTimeout, TimeProvider time) : IDisposable
{
    private const int ReadBuffer = 4096;
    private static readonly TimeSpan MessageDeadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CloseDeadline = TimeSpan.FromSeconds(2);

    private readonly FrameParser _parser = new(maxMessageBytes);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _aborted = new();
    private byte[]? _buffer;
    private int _start;
    private int _end;
    private bool _isOutputClosed;
    private bool _isPeerDone; // its close, or the end of its line, has come
    private bool _isBroken;
    private long _pongs;

    /// <summary>The message of the last receive that returned <see cref="ReceivedKind.Message"/>; valid until the next receive.</summary>
    public ReadOnlyMemory<byte> Message => _parser.Message;

    /// <summary>After <see cref="ReceivedKind.Closed"/> the peer's close code, after <see cref="ReceivedKind.Failed"/> the one to close with.</summary>
    public int Code { get; private set; } = CloseCode.NoStatus;

    /// <summary>Whether the last write failed because the client took nothing for the send timeout, and not because it is gone.</summary>
    public bool IsStalled { get; private set; }

    /// <summary>How many pongs have come.</summary>
    public long Pongs => Volatile.Read(ref _pongs);

    /// <summary>Reads one whole message; pings are answered on the way.</summary>
    public async ValueTask<ReceivedKind> ReceiveAsync()
    {
        _parser.Release();
        try
        {
            while (true)
            {
                var next = Parse();
                Code = next is FrameEvent.Close or FrameEvent.Failed ? _parser.Code : Code;
                switch (next)
                {
                    case FrameEvent.Text:
                        return ReceivedKind.Message;
                    case FrameEvent.Close:
                        _isPeerDone = true;
                        return ReceivedKind.Closed;
                    case FrameEvent.Failed:
                        _isBroken = true;
                        return ReceivedKind.Failed;
                    case FrameEvent.Ping:
                        await PongAsync().ConfigureAwait(false);
                        break;
                    case FrameEvent.Pong:
                        Interlocked.Increment(ref _pongs);
                        break;
                    default:
                        if (!await FillAsync().ConfigureAwait(false)) return Gone();
                        break;
                }
            }
        }
        catch (TimeoutException)
        {
            Code = CloseCode.PolicyViolation; // a message that was begun and not ended
            return ReceivedKind.Failed;
        }
        catch (Exception e) when (IsEndOfLine(e))
        {
            return Gone();
        }
    }

    /// <summary>Writes text frames in their order, all in one write.</summary>
    /// <returns>False when the client took nothing for the send timeout, or is gone.</returns>
    public async ValueTask<bool> SendAsync(List<byte[]> frames, bool withPing)
    {
        var length = withPing ? 2 : 0;
        foreach (var frame in frames) length += FrameWriting.HeaderLength(frame.Length) + frame.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var at = 0;
            if (withPing) at += FrameWriting.Write(buffer, Opcode.Ping, []);
            foreach (var frame in frames) at += FrameWriting.Write(buffer.AsSpan(at), Opcode.Text, frame);
            return await WriteAsync(buffer.AsMemory(0, at)).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Says the close code. Nothing is written after it.</summary>
    public async ValueTask CloseOutputAsync(int code, string reason)
    {
        if (_isOutputClosed) return;
        await WriteAsync(FrameWriting.Close(code, reason)).ConfigureAwait(false);
        _isOutputClosed = true;
    }

    /// <summary>
    /// Reads on, for a moment, until the client's close: a server that returns at once after its close frame resets the connection, and the frame never reaches the client.
    /// </summary>
    public async ValueTask DrainAsync()
    {
        using var deadline = new CancellationTokenSource(CloseDeadline, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _aborted.Token);
        var scrap = ArrayPool<byte>.Shared.Rent(ReadBuffer);
        try
        {
            _parser.Release();
            if (_buffer is not null && !_isBroken) _isPeerDone |= Closes(_buffer.AsSpan(_start, _end - _start));
            // After broken rules nothing can be told apart any more: then the end of the line is what is waited for.
            while (!_isPeerDone && await stream.ReadAsync(scrap, linked.Token).ConfigureAwait(false) is > 0 and var read) _isPeerDone = !_isBroken && Closes(scrap.AsSpan(0, read));
        }
        catch (Exception e) when (IsEndOfLine(e))
        {
            // It has gone, or takes too long.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scrap);
        }
    }

    public bool IsAborted => _aborted.IsCancellationRequested;

    /// <summary>Ends every read and write that waits.</summary>
    public void Abort() => _ = _aborted.CancelAsync();

    public void Dispose()
    {
        _parser.Dispose();
        ReturnBuffer();
        _writing.Dispose();
    }

    private bool Closes(ReadOnlySpan<byte> input)
    {
        while (true)
        {
            var next = _parser.Read(ref input);
            if (next is FrameEvent.Close or FrameEvent.Failed) return true;
            if (next == FrameEvent.None) return false;
            _parser.Release();
        }
    }

    private FrameEvent Parse()
    {
        if (_buffer is null) return FrameEvent.None;
        ReadOnlySpan<byte> input = _buffer.AsSpan(_start, _end - _start);
        var next = _parser.Read(ref input);
        _start = _end - input.Length;
        if (input.IsEmpty) ReturnBuffer();
        return next;
    }

    /// <summary>Waits without a buffer, then reads what there is.</summary>
    private async ValueTask<bool> FillAsync()
    {
        if (!_parser.IsInside)
        {
            await stream.ReadAsync(Memory<byte>.Empty, _aborted.Token).ConfigureAwait(false);
            return await ReadAsync(_aborted.Token).ConfigureAwait(false);
        }

        using var deadline = new CancellationTokenSource(MessageDeadline, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _aborted.Token);
        try
        {
            return await ReadAsync(linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested)
        {
            throw new TimeoutException("A message was begun and not ended.", e);
        }
    }

    private async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(ReadBuffer);
        (_start, _end) = (0, 0);
        _end = await stream.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false);
        if (_end > 0) return true;
        ReturnBuffer();
        return false;
    }

    private ValueTask<bool> PongAsync()
    {
        var frame = new byte[2 + _parser.ControlPayload.Length];
        FrameWriting.Write(frame, Opcode.Pong, _parser.ControlPayload);
        return WriteAsync(frame);
    }

    private async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        var hasTurn = false;
        try
        {
            await _writing.WaitAsync(_aborted.Token).ConfigureAwait(false);
            hasTurn = true;
            if (_isOutputClosed) return false;
            var write = stream.WriteAsync(bytes, _aborted.Token);
            if (!write.IsCompletedSuccessfully) await write.AsTask().WaitAsync(sendTimeout, time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            IsStalled = true;
            return false;
        }
        catch (Exception e) when (IsEndOfLine(e))
        {
            return false;
        }
        finally
        {
            if (hasTurn) _writing.Release();
        }
    }

    private ReceivedKind Gone()
    {
        _isPeerDone = true;
        Code = CloseCode.NoStatus;
        return ReceivedKind.Closed;
    }

    private void ReturnBuffer()
    {
        if (_buffer is null) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
    }

    private static bool IsEndOfLine(Exception e) => e is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;
}
