using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Dpa.Realtime.Client.Tests.Fakes;

/// <summary>The client's end of a line in memory, and the server's: what was said to it, and what it says.</summary>
internal sealed class FakeSocket(Uri address, IReadOnlyDictionary<string, string> headers) : ISocket
{
    private readonly Channel<SocketMessage> _incoming = Channel.CreateUnbounded<SocketMessage>();
    private readonly ConcurrentQueue<JsonObject> _said = new();

    public Uri Address { get; } = address;

    public IReadOnlyDictionary<string, string> Headers { get; } = headers;

    /// <summary>All that the client said.</summary>
    public IReadOnlyCollection<JsonObject> Said => _said;

    public int? ClosedWith { get; private set; }

    public bool IsDisposed { get; private set; }

    public IEnumerable<JsonObject> SaidOf(string type) => _said.Where(m => (string?)m["type"] == type);

    public void Push(object frame) =>
        PushText(frame as string ?? (frame as JsonNode)?.ToJsonString() ?? JsonSerializer.Serialize(frame));

    public void PushText(string text) =>
        _incoming.Writer.TryWrite(new SocketMessage(Encoding.UTF8.GetBytes(text), null));

    public void Greet(int heartbeatMs = 15_000, int protocol = 1) =>
        Push(
            new
            {
                type = "connection", status = "connected", user_id = "user-1", connection_id = "c", protocol,
                heartbeat_interval_ms = heartbeatMs,
                limits = new { max_subscriptions = 1000, max_message_bytes = 65536 },
            });

    public void Drop(int code = 1006) => _incoming.Writer.TryWrite(new SocketMessage(default, code));

    public ValueTask<SocketMessage> ReceiveAsync(CancellationToken cancellationToken) =>
        _incoming.Reader.ReadAsync(cancellationToken);

    public ValueTask SendAsync(ReadOnlyMemory<byte> utf8Json, CancellationToken cancellationToken)
    {
        _said.Enqueue(JsonNode.Parse(utf8Json.Span)!.AsObject());
        return default;
    }

    public ValueTask CloseAsync(int code, CancellationToken cancellationToken)
    {
        ClosedWith = code;
        return default;
    }

    public void Dispose() => IsDisposed = true;
}
