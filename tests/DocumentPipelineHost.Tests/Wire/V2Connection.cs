using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.Faults;

namespace DocumentPipelineHost.Tests.Wire;

/// <summary>
/// A WebSocket as a DPA V2 script opens it: no sub-protocol, one JSON object a message, nothing of ours.
/// </summary>
internal sealed class V2Connection : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[512 * 1024];

    public string? SubProtocol => _socket.SubProtocol;

    public Task OpenAsync(Uri host, string user, CancellationToken cancellation, string? cookie = null)
    {
        if (cookie is not null)
            _socket.Options.SetRequestHeader("Cookie", cookie);
        return _socket.ConnectAsync(new Uri($"ws://{host.Authority}/api/v1/ws/{user}"), cancellation);
    }

    public async Task SendAsync(JsonObject message, CancellationToken cancellation) =>
        await _socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, endOfMessage: true, cancellation);

    public async Task<JsonNode> ReadAsync(CancellationToken cancellation)
    {
        var length = 0;
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(_buffer.AsMemory(length), cancellation);
            if (part.MessageType == WebSocketMessageType.Close)
                throw new WebSocketException(
                    WebSocketError.ConnectionClosedPrematurely, $"The host closes with {_socket.CloseStatus}.");
            Assert.Equal(WebSocketMessageType.Text, part.MessageType);
            length += part.Count;
        }
        while (!part.EndOfMessage);
        return JsonNode.Parse(_buffer.AsSpan(0, length))!;
    }

    /// <summary>Reads on until a message of this type comes.</summary>
    public async Task<JsonNode> ReadAsync(string type, CancellationToken cancellation)
    {
        using var wait = new Wait($"a '{type}'");
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, wait.Token);
        while (true)
        {
            var message = await wait.ReadAsync(async _ => await ReadAsync(either.Token));
            if ((string?)message["type"] == type)
                return message;
            wait.Came(message.ToJsonString());
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            if (_socket.State == WebSocketState.Open)
                await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
        }
        catch (WebSocketException)
        {
            // The host ended it first: one that reads nothing answers no ping.
        }

        _socket.Dispose();
    }
}
