using System.Net.WebSockets;

namespace Dpa.Realtime.LoadTest.Peers;

/// <summary>
/// What is found in most answers to "how do I send progress over WebSockets": a dictionary of sockets, and a loop that
/// sends each message to one after the other. A message is encoded once; a socket that fails is left to its request.
/// </summary>
internal sealed class NaivePeer : IPeer
{
    private readonly SocketsByPipeline<WebSocket> _sockets = new();

    public string Name => "naive";

    public string? SubProtocol => null;

    public void AddServices(IServiceCollection services, LoadTestOptions options)
    {
    }

    public void Map(WebApplication app) => app.Map("/naive", ServeAsync);

    public Task<IPeerProducer> StartAsync(
        IServiceProvider services, LoadTestOptions options, CancellationToken cancellation) =>
        Task.FromResult<IPeerProducer>(new Producer(_sockets, new PeerMessages(options)));

    public string Path(int pipeline) => $"/naive?pipeline={pipeline}";

    public IReadOnlyList<string> Opening(int pipeline) => [];

    public bool IsSubscribed(ReadOnlySpan<byte> message) => message.IndexOf("\"welcome\""u8) >= 0;

    private async Task ServeAsync(HttpContext http)
    {
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        var pipeline = SocketsByPipeline<WebSocket>.Asked(http);
        await socket.SendAsync("""{"type":"welcome"}"""u8.ToArray(), WebSocketMessageType.Text, true, default);
        _sockets.Add(pipeline, socket);
        try
        {
            var buffer = new byte[1024];
            while ((await socket.ReceiveAsync(buffer, http.RequestAborted)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // It is gone.
        }
        finally
        {
            _sockets.Remove(pipeline, socket);
        }
    }

    private sealed class Producer(SocketsByPipeline<WebSocket> sockets, PeerMessages messages) : IPeerProducer
    {
        public async ValueTask PublishAsync(int pipeline, double percent, string stamp)
        {
            var bytes = messages.NextUtf8Json(pipeline, percent, stamp);
            foreach (var socket in sockets.Of(pipeline))
            {
                try
                {
                    await socket.SendAsync(bytes, WebSocketMessageType.Text, true, default);
                }
                catch (Exception e) when (e is WebSocketException or ObjectDisposedException)
                {
                    // The loop that reads removes it.
                }
            }
        }

        public ValueTask DisposeAsync() => default;
    }
}
