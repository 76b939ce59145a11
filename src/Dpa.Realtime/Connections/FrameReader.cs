using System.Buffers;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.Connections;

/// <summary>
/// Reads frames from one upgraded stream. While nothing comes it holds no buffer; a message that has begun must end in
/// time.
/// </summary>
internal sealed class FrameReader(Stream stream, int maxMessageBytes, TimeProvider time) : IDisposable
{
    private const int ReadBuffer = 4096;
    private static readonly TimeSpan MessageDeadline = TimeSpan.FromSeconds(10);

    private readonly FrameParser _parser = new(maxMessageBytes);
    private long? _began; // when the frame or message began that is not finished
    private byte[]? _buffer;
    private int _start;
    private int _end;
    private bool _isEnded; // the peer's close, or the end of its connection, has come
    private bool _isBroken; // frames cannot be recognized any more

    /// <summary>After <see cref="FrameEvent.Text"/>; valid until <see cref="Release"/>.</summary>
    public ReadOnlyMemory<byte> Message => _parser.Message;

    /// <summary>After <see cref="FrameEvent.Ping"/> and <see cref="FrameEvent.Pong"/>.</summary>
    public ReadOnlySpan<byte> ControlPayload => _parser.ControlPayload;

    /// <inheritdoc cref="FrameParser.Code"/>
    public int Code => _parser.Code;

    /// <summary>The message was handled.</summary>
    public void Release() => _parser.Release();

    /// <summary>The connection has ended: there is nothing to wait for.</summary>
    public void End() => _isEnded = true;

    /// <summary>The next event in what was read.</summary>
    /// <returns><see cref="FrameEvent.None"/> where more must be read.</returns>
    public FrameEvent Next()
    {
        if (_buffer is null) return FrameEvent.None;
        ReadOnlySpan<byte> input = _buffer.AsSpan(_start, _end - _start);
        var next = _parser.Read(ref input);
        _start = _end - input.Length;
        if (input.IsEmpty) ReturnBuffer();
        if (!_parser.IsInside) _began = null;
        _isEnded |= next == FrameEvent.Close;
        _isBroken |= next == FrameEvent.Failed;
        return next;
    }

    /// <summary>Waits without a buffer, then reads what there is.</summary>
    /// <returns>False at the end of the connection.</returns>
    /// <exception cref="TimeoutException">A message was begun and not ended.</exception>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (!_parser.IsInside)
        {
            await stream.ReadAsync(Memory<byte>.Empty, cancellationToken).ConfigureAwait(false);
            return await ReadAsync(cancellationToken).ConfigureAwait(false);
        }

        // The deadline is the message's, however often a little of it comes.
        _began ??= time.GetTimestamp();
        var left = MessageDeadline - time.GetElapsedTime(_began.Value);
        if (left <= TimeSpan.Zero) throw new TimeoutException("A message was begun and not ended.");
        using var deadline = new CancellationTokenSource(left, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await ReadAsync(linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested)
        {
            throw new TimeoutException("A message was begun and not ended.", e);
        }
    }

    /// <summary>Reads on until the client's close, or the end of the connection.</summary>
    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        var scrap = ArrayPool<byte>.Shared.Rent(ReadBuffer);
        try
        {
            _parser.Release();
            if (_buffer is not null && !_isBroken) _isEnded |= Closes(_buffer.AsSpan(_start, _end - _start));
            // After a protocol violation frames cannot be recognized: wait for the end of the connection instead.
            while (
                !_isEnded && await stream.ReadAsync(scrap, cancellationToken).ConfigureAwait(false) is > 0 and var read)
                _isEnded = !_isBroken && Closes(scrap.AsSpan(0, read));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scrap);
        }
    }

    public void Dispose()
    {
        _parser.Dispose();
        ReturnBuffer();
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

    private async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(ReadBuffer);
        (_start, _end) = (0, 0);
        _end = await stream.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false);
        if (_end > 0) return true;
        ReturnBuffer();
        return false;
    }

    private void ReturnBuffer()
    {
        if (_buffer is null) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
    }
}
