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
    public async ValueTask<ReceivedKind> ReceiveAsync()
    {
        Release();
        try
        {
            // An idle connection holds no buffer: the zero-byte read returns when there is something, or with the peer's close.
            var first = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None).ConfigureAwait(false);
            return first.MessageType == WebSocketMessageType.Close ? ReceivedKind.Closed : await ReceiveMessageAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            return ReceivedKind.Failed;
        }
    }

    /// <summary>Writes frames in their order.</summary>
    /// <returns>False when the client took nothing for the send timeout, or is gone.</returns>
    public async ValueTask<bool> SendAsync(List<byte[]> frames)
    {
        using var timeout = new CancellationTokenSource(sendTimeout, time);
        try
        {
            foreach (var frame in frames) await socket.SendAsync(frame.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, timeout.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Says the close code. The client's own close is then waited for by <see cref="DrainAsync"/> or by a receive that is under way.</summary>
    public async ValueTask CloseOutputAsync(int code, string reason)
    {
        using var deadline = new CancellationTokenSource(CloseDeadline, time);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            socket.Abort();
        }
    }

    /// <summary>
    /// Reads on, for a moment, until the client's close: a server that returns at once after its close frame resets the connection, and the frame never reaches the client.
    /// </summary>
    public async ValueTask DrainAsync()
    {
        using var deadline = new CancellationTokenSource(CloseDeadline, time);
        var scrap = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            while (socket.State is WebSocketState.CloseSent)
                await socket.ReceiveAsync(scrap.AsMemory(), deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            socket.Abort();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scrap);
        }
    }

    public void Abort() => socket.Abort();

    public void Dispose()
    {
        Release();
        socket.Dispose();
    }

    private async ValueTask<ReceivedKind> ReceiveMessageAsync()
    {
        using var deadline = new CancellationTokenSource(MessageDeadline, time);
        _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        var length = 0;
        while (true)
        {
            var received = await socket.ReceiveAsync(_buffer.AsMemory(length), deadline.Token).ConfigureAwait(false);
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
