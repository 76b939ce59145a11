using System.Buffers;
using System.Net.WebSockets;

namespace Dpa.Realtime.Connections;

/// <summary>Frames out and messages in over one WebSocket: the only type that knows how bytes reach the socket.</summary>
internal sealed class WebSocketTransport(WebSocket socket, int maxMessageBytes, TimeSpan sendTimeout, TimeProvider time) : IDisposable
{
    private const int FirstBuffer = 4096;
    private static readonly TimeSpan MessageDeadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CloseDeadline = TimeSpan.FromSeconds(2);

    private byte[]? _buffer;

    /// <summary>The message of the last receive that returned <see cref="ReceivedKind.Message"/>; valid until the next receive.</summary>
    public ReadOnlyMemory<byte> Message { get; private set; }

    /// <summary>Waits without a buffer, then reads one whole message.</summary>
    public async ValueTask<ReceivedKind> ReceiveAsync(CancellationToken cancellationToken)
    {
        Release();
        try
        {
            // An idle connection holds no buffer: the zero-byte read returns when there is something, or with the peer's close.
            var first = await socket.ReceiveAsync(Memory<byte>.Empty, cancellationToken).ConfigureAwait(false);
            return first.MessageType == WebSocketMessageType.Close ? ReceivedKind.Closed : await ReceiveMessageAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            return ReceivedKind.Failed;
        }
    }

    /// <summary>Writes frames in their order.</summary>
    /// <returns>False when the client took nothing for the send timeout, or is gone.</returns>
    public async ValueTask<bool> SendAsync(List<byte[]> frames, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(sendTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            foreach (var frame in frames) await socket.SendAsync(frame.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, linked.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Says the close code and waits a moment for the client's own close.</summary>
    public async ValueTask CloseAsync(int code, string reason)
    {
        using var deadline = new CancellationTokenSource(CloseDeadline, time);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseAsync((WebSocketCloseStatus)code, reason, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            socket.Abort();
        }
    }

    public void Abort() => socket.Abort();

    public void Dispose()
    {
        Release();
        socket.Dispose();
    }

    private async ValueTask<ReceivedKind> ReceiveMessageAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(MessageDeadline, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        var length = 0;
        while (true)
        {
            var received = await socket.ReceiveAsync(_buffer.AsMemory(length), linked.Token).ConfigureAwait(false);
            if (received.MessageType == WebSocketMessageType.Close) return ReceivedKind.Closed;
            if (received.MessageType == WebSocketMessageType.Binary) return ReceivedKind.Binary;
            length += received.Count;
            if (length > maxMessageBytes) return ReceivedKind.TooBig;
            if (received.EndOfMessage)
            {
                Message = _buffer.AsMemory(0, length);
                return ReceivedKind.Message;
            }

            if (length == _buffer.Length) Grow(length);
        }
    }

    private void Grow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(length * 2);
        _buffer!.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer!);
        _buffer = larger;
    }

    private void Release()
    {
        Message = default;
        if (_buffer is null) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
    }
}
