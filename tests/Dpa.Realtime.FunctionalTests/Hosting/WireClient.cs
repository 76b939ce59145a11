using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Dpa.Realtime.Faults;

namespace Dpa.Realtime.FunctionalTests.Hosting;

/// <summary>
/// A client that speaks the wire and nothing more. Every wait has a limit in total: pings do not prolong it.
/// </summary>
internal sealed class WireClient : IAsyncDisposable
{
    public static readonly TimeSpan Limit = Wait.Limit;

    private readonly ClientWebSocket _socket;
    private readonly byte[] _buffer = new byte[1 << 20];

    private WireClient(ClientWebSocket socket) => _socket = socket;

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public string? SubProtocol => _socket.SubProtocol;

    public static Task<WireClient> ConnectAsync(
        RealtimeServer server, string userId = "user-1", string? subProtocol = "dpa.realtime.v1", string query = "",
        bool greet = true, Action<ClientWebSocketOptions>? configure = null, HttpMessageInvoker? invoker = null) =>
        ConnectAsync(
            new Uri(server.WebSocket, $"/api/v1/ws/{Uri.EscapeDataString(userId)}{query}"), subProtocol, greet,
            configure, invoker);

    public static async Task<WireClient> ConnectAsync(
        Uri socketAddress, string? subProtocol = "dpa.realtime.v1", bool greet = true,
        Action<ClientWebSocketOptions>? configure = null, HttpMessageInvoker? invoker = null)
    {
        var socket = new ClientWebSocket();
        if (subProtocol is not null) socket.Options.AddSubProtocol(subProtocol);
        configure?.Invoke(socket.Options);
        using var limit = new CancellationTokenSource(Limit);
        await socket.ConnectAsync(socketAddress, invoker, limit.Token);
        var client = new WireClient(socket);
        if (greet) Assert.Equal("connection", (string?)(await client.ReceiveAsync())!["type"]);
        return client;
    }

    public Task SendAsync(object message) => SendTextAsync(System.Text.Json.JsonSerializer.Serialize(message));

    public async Task SendTextAsync(string text)
    {
        using var limit = new CancellationTokenSource(Limit);
        await _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, limit.Token);
    }

    public async Task SendBytesAsync(byte[] bytes, WebSocketMessageType type)
    {
        using var limit = new CancellationTokenSource(Limit);
        await _socket.SendAsync(bytes, type, true, limit.Token);
    }

    /// <summary>
    /// The next frame, whichever it is, or null when the server closed. In a loop its limit is each frame's: use
    /// <see cref="ReceiveUntilAsync"/> there.
    /// </summary>
    public async Task<JsonObject?> ReceiveAsync()
    {
        using var wait = new Wait("a frame");
        return await ReceiveAsync(wait);
    }

    /// <summary>The next frame within a wait, or null when the server closed.</summary>
    public async Task<JsonObject?> ReceiveAsync(Wait wait)
    {
        var length = 0;
        while (true)
        {
            var received = await wait.ReadAsync(token => _socket.ReceiveAsync(_buffer.AsMemory(length), token));
            if (received.MessageType == WebSocketMessageType.Close) return null;
            length += received.Count;
            if (!received.EndOfMessage) continue;
            wait.Came(Encoding.UTF8.GetString(_buffer, 0, length));
            return JsonNode.Parse(_buffer.AsSpan(0, length))!.AsObject();
        }
    }

    /// <summary>The next frame of that type; frames of other types are passed over.</summary>
    public async Task<JsonObject> ReceiveAsync(string type)
    {
        using var wait = new Wait($"a '{type}'");
        while (await ReceiveAsync(wait) is { } frame)
            if ((string?)frame["type"] == type) return frame;
        throw wait.Ended($"The server closed ({CloseStatus})");
    }

    /// <summary>Every frame up to and with the first that fits.</summary>
    public async Task<List<JsonObject>> ReceiveUntilAsync(
        Func<JsonObject, bool> fits,
        [CallerArgumentExpression(nameof(fits))] string what = "")
    {
        using var wait = new Wait($"a frame that fits {what}");
        var frames = new List<JsonObject>();
        while (await ReceiveAsync(wait) is { } frame)
        {
            frames.Add(frame);
            if (fits(frame)) return frames;
        }

        throw wait.Ended($"The server closed ({CloseStatus})");
    }

    /// <summary>Reads on until the server closes.</summary>
    public async Task<int?> ReceiveCloseAsync()
    {
        using var wait = new Wait("the server's close");
        while (await ReceiveAsync(wait) is not null)
        {
        }

        return (int?)_socket.CloseStatus;
    }

    public async ValueTask DisposeAsync()
    {
        if (_socket.State == WebSocketState.Open)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            try
            {
                await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException)
            {
                // The server has gone; that is what some tests are about.
            }
        }

        _socket.Dispose();
    }
}
