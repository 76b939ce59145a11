using System.Net.WebSockets;

namespace Dpa.Realtime.Client.Connections;

/// <summary>Reads and writes a <see cref="WebSocket"/> in whole messages.</summary>
internal sealed class SocketAdapter(WebSocket socket) : ISocket
{
    /// <summary>A full state has at most 256 KiB; a message this long is no frame.</summary>
    private const int MaxMessageBytes = 4 * 1024 * 1024;

    private byte[] _buffer = new byte[16 * 1024];

    public async ValueTask<SocketMessage> ReceiveAsync(CancellationToken cancellationToken)
    {
        var length = 0;
        while (true)
        {
            if (length == _buffer.Length) Array.Resize(ref _buffer, length * 2);
            ValueWebSocketReceiveResult received;
            try
            {
                received = await socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e)
                when (e is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException)
            {
                return new SocketMessage(default, (int?)socket.CloseStatus ?? 1006);
            }

            if (received.MessageType == WebSocketMessageType.Close)
                return new SocketMessage(default, (int?)socket.CloseStatus ?? 1005);
            length += received.Count;
            if (length > MaxMessageBytes) return new SocketMessage(default, 1009);
            if (received.EndOfMessage) return new SocketMessage(_buffer.AsMemory(0, length), null);
        }
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> utf8Json, CancellationToken cancellationToken) =>
        socket.SendAsync(utf8Json, WebSocketMessageType.Text, true, cancellationToken);

    public async ValueTask CloseAsync(int code, CancellationToken cancellationToken)
    {
        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            await socket.CloseOutputAsync((WebSocketCloseStatus)code, null, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => socket.Dispose();
}
