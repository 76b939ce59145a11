using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Tests.WebSockets;

namespace Dpa.Realtime.FunctionalTests.Hosting;

/// <summary>
/// A WebSocket client made of a bare socket, for what no well-behaved client does: reading nothing, and frames that are
/// wrong (RFC 6455).
/// </summary>
internal sealed class RawClient : IAsyncDisposable
{
    private readonly Socket _socket;

    private RawClient(Socket socket) => _socket = socket;

    /// <summary>Connects and upgrades; what the server sends after its answer's head stays in the socket.</summary>
    public static Task<RawClient> ConnectAsync(
        RealtimeServer server, string userId = "user-1", int receiveBuffer = 4096,
        string subProtocol = "dpa.realtime.v1") => ConnectAsync(server.Http, userId, receiveBuffer, subProtocol);

    /// <summary>The same, to any server.</summary>
    public static async Task<RawClient> ConnectAsync(
        Uri http, string userId, int receiveBuffer = 4096, string subProtocol = "dpa.realtime.v1")
    {
        var (client, head) = await UpgradeAsync(http, userId, receiveBuffer, subProtocol);
        Assert.StartsWith("HTTP/1.1 101", head, StringComparison.Ordinal);
        return client;
    }

    /// <summary>The same; null where the user opens too many (429).</summary>
    public static async Task<RawClient?> TryConnectAsync(Uri http, string userId)
    {
        var (client, head) = await UpgradeAsync(http, userId, 4096, "dpa.realtime.v1");
        if (head.StartsWith("HTTP/1.1 101", StringComparison.Ordinal)) return client;
        Assert.StartsWith("HTTP/1.1 429", head, StringComparison.Ordinal);
        await client.DisposeAsync();
        return null;
    }

    private static async Task<(RawClient Client, string Head)> UpgradeAsync(
        Uri http, string userId, int receiveBuffer, string subProtocol)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true, ReceiveBufferSize = receiveBuffer,
        };
        using var limit = new CancellationTokenSource(WireClient.Limit);
        await socket.ConnectAsync(http.Host, http.Port, limit.Token);
        var request =
            $"GET /api/v1/ws/{userId} HTTP/1.1\r\nHost: {http.Authority}\r\nConnection: Upgrade\r\nUpgrade: "
                + $"websocket\r\nSec-WebSocket-Version: 13\r\n"
            + $"Sec-WebSocket-Key: {Convert.ToBase64String(RandomNumberGenerator.GetBytes(16))}\r\nSec-WebSocket-Protocol: {subProtocol}\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), SocketFlags.None, limit.Token);
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            Assert.Equal(1, await socket.ReceiveAsync(one, SocketFlags.None, limit.Token));
            head.Append((char)one[0]);
        }

        return (new RawClient(socket), head.ToString());
    }

    public Task SendTextAsync(string text) => SendAsync(ClientFrames.Frame(1, Encoding.UTF8.GetBytes(text)));

    public async Task SendAsync(byte[] bytes)
    {
        using var limit = new CancellationTokenSource(WireClient.Limit);
        await _socket.SendAsync(bytes, SocketFlags.None, limit.Token);
    }

    /// <summary>
    /// The next frame that the server sends, or null where it ended the line. A loop passes one wait to each turn.
    /// </summary>
    public async Task<(int Opcode, byte[] Payload)?> ReadFrameAsync()
    {
        using var wait = new Wait("a frame");
        return await ReadFrameAsync(wait);
    }

    /// <summary>The next frame within a wait.</summary>
    public async Task<(int Opcode, byte[] Payload)?> ReadFrameAsync(Wait wait)
    {
        var head = new byte[2];
        if (!await FillAsync(head, wait)) return null;
        Assert.Equal(0x80, head[0] & 0xF0); // whole and without reserved bits
        Assert.Equal(0, head[1] & 0x80); // a server does not mask
        var length = head[1] & 0x7F;
        if (length >= 126)
        {
            var longer = new byte[length == 126 ? 2 : 8];
            if (!await FillAsync(longer, wait))
                return null;
            length =
                longer.Length == 2
                    ? BinaryPrimitives.ReadUInt16BigEndian(longer)
                    : checked((int)BinaryPrimitives.ReadUInt64BigEndian(longer));
        }

        var payload = new byte[length];
        if (!await FillAsync(payload, wait))
            return null;
        wait.Came(
            $"frame {head[0] & 0x0F} of {length} bytes {(head[0] == 0x81 ? Encoding.UTF8.GetString(payload) : "")}");
        return (head[0] & 0x0F, payload);
    }

    /// <summary>Reads up to the next text frame of that type.</summary>
    public async Task<JsonNode> ReadTextAsync(string type)
    {
        using var wait = new Wait($"a '{type}'");
        while (await ReadFrameAsync(wait) is var (opcode, payload))
            if (opcode == 1 && JsonNode.Parse(payload) is { } frame && (string?)frame["type"] == type) return frame;
        throw wait.Ended("The server ended the line");
    }

    /// <summary>
    /// Reads up to the server's next ping and answers it: after the first of a connection, what the server writes goes
    /// straight to its socket.
    /// </summary>
    public async Task AnswerPingAsync()
    {
        using var wait = new Wait("a ping");
        while (await ReadFrameAsync(wait) is var (opcode, payload))
        {
            if (opcode != 9) continue;
            await SendAsync(ClientFrames.Frame(10, payload));
            return;
        }

        throw wait.Ended("The server ended the line");
    }

    /// <summary>
    /// The close code that the server sends; −1 where it ended the line without one. Other frames are passed over.
    /// </summary>
    public async Task<int> ReadCloseAsync()
    {
        using var wait = new Wait("the server's close");
        while (await ReadFrameAsync(wait) is var (opcode, payload))
            if (opcode == 8) return payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload) : 1005;
        return -1;
    }

    private async Task<bool> FillAsync(byte[] target, Wait wait)
    {
        try
        {
            for (var at = 0; at < target.Length;)
            {
                var from = at;
                var read = await wait.ReadAsync(token =>
                    _socket.ReceiveAsync(target.AsMemory(from), SocketFlags.None, token));
                if (read == 0)
                    return false;
                at += read;
            }

            return true;
        }
        catch (SocketException)
        {
            return false;
        }
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

    /// <summary>Ends the connection with a TCP reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    /// <summary>Sends nothing more; it could still read.</summary>
    public void FinishSending() => _socket.Shutdown(SocketShutdown.Send);

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return default;
    }
}
