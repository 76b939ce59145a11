using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Dpa.Realtime.LoadTest.Peers;

/// <summary>
/// The floor: after the upgrade a frame that is made once goes into each bare socket with one system call, and nothing
/// else is done. Nothing is checked, kept or healed (nor is the key of the handshake answered, which the load does not
/// look at): what a delivery costs when it is nothing but a delivery. Under saturation it is no floor: the others then
/// write several frames in one call.
/// </summary>
internal sealed class BarePeer : IPeer
{
    private readonly SocketsByPipeline<Socket> _sockets = new();

    public string Name => "bare";

    public string? SubProtocol => null;

    public void AddServices(IServiceCollection services, LoadTestOptions options)
    {
    }

    public void Map(WebApplication app) => app.Map("/bare", ServeAsync);

    public Task<IPeerProducer> StartAsync(
        IServiceProvider services, LoadTestOptions options, CancellationToken cancellation) =>
        Task.FromResult<IPeerProducer>(new Producer(_sockets, new PeerMessages(options)));

    public string Path(int pipeline) => $"/bare?pipeline={pipeline}";

    public IReadOnlyList<string> Opening(int pipeline) => ["ready"];

    public bool IsSubscribed(ReadOnlySpan<byte> message) => message.IndexOf("\"welcome\""u8) >= 0;

    private async Task ServeAsync(HttpContext http)
    {
        var pipeline = SocketsByPipeline<Socket>.Asked(http);
        var socket = http.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;
        http.Response.Headers.Upgrade = "websocket";
        await using var stream = await http.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        socket.Blocking = false; // for synchronous calls: a full send buffer is reported at once
        var buffer = new byte[16]; // what comes is not looked at
        try
        {
            // The subscriber sends its first message after it has read the answer: the output pipe is empty then.
            if (await stream.ReadAsync(buffer, http.RequestAborted) == 0) return;
            Send(socket, Frame("""{"type":"welcome"}"""u8));
            _sockets.Add(pipeline, socket);
            while (await stream.ReadAsync(buffer, http.RequestAborted) > 0)
            {
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // It is gone.
        }
        finally
        {
            _sockets.Remove(pipeline, socket);
        }
    }

    /// <summary>A server's frame of fewer than 65,536 bytes.</summary>
    private static byte[] Frame(ReadOnlySpan<byte> text) => text.Length < 126
        ? [0x81, (byte)text.Length, .. text]
        : [0x81, 126, (byte)(text.Length >> 8), (byte)text.Length, .. text];

    /// <summary>
    /// Waits for a socket whose send buffer is full, as the others do: to wait takes no processor time. One that takes
    /// nothing for a second is closed.
    /// </summary>
    private static void Send(Socket socket, ReadOnlySpan<byte> frame)
    {
        try
        {
            while (true)
            {
                var sent = socket.Send(frame, SocketFlags.None, out var error);
                if (error is not (SocketError.Success or SocketError.WouldBlock)) return; // its reader removes it
                frame = frame[sent..];
                if (frame.IsEmpty) return;
                if (socket.Poll(TimeSpan.FromSeconds(1), SelectMode.SelectWrite)) continue;
                socket.Dispose();
                return;
            }
        }
        catch (ObjectDisposedException)
        {
            // It is gone.
        }
    }

    private sealed class Producer(SocketsByPipeline<Socket> sockets, PeerMessages messages) : IPeerProducer
    {
        public ValueTask PublishAsync(int pipeline, double percent, string stamp)
        {
            var frame = Frame(messages.NextUtf8Json(pipeline, percent, stamp));
            foreach (var socket in sockets.Of(pipeline)) Send(socket, frame);
            return default;
        }

        public ValueTask DisposeAsync() => default;
    }
}
