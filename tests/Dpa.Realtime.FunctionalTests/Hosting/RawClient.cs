using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Dpa.Realtime.FunctionalTests.Hosting;

/// <summary>A WebSocket client made of a bare socket, for what no well-behaved client does: reading nothing, and frames that are wrong (RFC 6455).</summary>
internal sealed class RawClient : IAsyncDisposable
{
    private readonly Socket _socket;

    private RawClient(Socket socket) => _socket = socket;

    /// <summary>Connects and upgrades; what the server sends after its answer's head stays in the socket.</summary>
    public static async Task<RawClient> ConnectAsync(RealtimeServer server, string userId = "user-1", int receiveBuffer = 4096, string subProtocol = "dpa.realtime.v1")
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = receiveBuffer };
        using var limit = new CancellationTokenSource(WireClient.Limit);
        await socket.ConnectAsync(server.Http.Host, server.Http.Port, limit.Token);
        var request = $"GET /api/v1/ws/{userId} HTTP/1.1\r\nHost: {server.Http.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + $"Sec-WebSocket-Key: {Convert.ToBase64String(RandomNumberGenerator.GetBytes(16))}\r\nSec-WebSocket-Protocol: {subProtocol}\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), SocketFlags.None, limit.Token);
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            Assert.Equal(1, await socket.ReceiveAsync(one, SocketFlags.None, limit.Token));
            head.Append((char)one[0]);
        }

        Assert.StartsWith("HTTP/1.1 101", head.ToString(), StringComparison.Ordinal);
        return new RawClient(socket);
    }

    public Task SendTextAsync(string text) => SendFrameAsync(0x81, Encoding.UTF8.GetBytes(text));

    /// <summary>One masked frame; the first byte is FIN, the reserved bits and the opcode as they come.</summary>
    public async Task SendFrameAsync(byte first, byte[] payload)
    {
        var frame = new List<byte> { first };
        if (payload.Length < 126)
        {
            frame.Add((byte)(0x80 | payload.Length));
        }
        else
        {
            frame.Add(0x80 | 126);
            var length = new byte[2];
            BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)payload.Length));
            frame.AddRange(length);
        }

        var mask = RandomNumberGenerator.GetBytes(4);
        frame.AddRange(mask);
        for (var i = 0; i < payload.Length; i++) frame.Add((byte)(payload[i] ^ mask[i % 4]));
        using var limit = new CancellationTokenSource(WireClient.Limit);
        await _socket.SendAsync(frame.ToArray(), SocketFlags.None, limit.Token);
    }

    /// <summary>Reads everything until the server closes or resets the connection.</summary>
    public async Task<long> ReadToEndAsync()
    {
        var buffer = new byte[64 * 1024];
        var total = 0L;
        using var limit = new CancellationTokenSource(WireClient.Limit);
        try
        {
            while (await _socket.ReceiveAsync(buffer, SocketFlags.None, limit.Token) is > 0 and var read) total += read;
        }
        catch (SocketException)
        {
            // A reset is an end too.
        }

        return total;
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return default;
    }
}
