using System.Net.WebSockets;
using System.Text;
using Dpa.Realtime.LoadTest.Load;
using Dpa.Realtime.LoadTest.Peers;

namespace Dpa.Realtime.LoadTest.Attacks;

/// <summary>The other user: subscribed to one pipeline, and every update is timed.</summary>
internal sealed class Victim : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private volatile LatencyRecorder _recorder = new();

    /// <summary>Updates from here on.</summary>
    public LatencyRecorder Begin()
    {
        var recorder = new LatencyRecorder();
        recorder.Measure(0, long.MaxValue);
        return _recorder = recorder;
    }

    /// <summary>Reads until it is cancelled; throws where the server ends the connection.</summary>
    public async Task RunAsync(Uri server, CancellationToken stop)
    {
        await _socket.ConnectAsync(
            new UriBuilder(server) { Scheme = "ws", Path = $"/api/v1/ws/{AttackServer.VictimUser}" }.Uri,
            stop
        );
        await _socket.SendAsync(
            Encoding.UTF8.GetBytes($$"""{"type":"subscribe_pipeline","pipeline_id":"{{AttackServer.Victim}}"}"""),
            WebSocketMessageType.Text,
            true,
            stop
        );
        var buffer = new byte[16 * 1024];
        try
        {
            while (await _socket.ReceiveAsync(buffer, stop) is { MessageType: not WebSocketMessageType.Close } read)
            {
                ReadOnlySpan<byte> message = buffer.AsSpan(0, read.Count);
                while (ChangeStamp.TryRead(ref message, out var stamp))
                    _recorder.Record(stamp);
            }
            throw new InvalidOperationException(
                $"the other user's connection was closed with {(int?)_socket.CloseStatus}");
        }
        catch (OperationCanceledException)
        {
            // The end of the run.
        }
    }

    public void Dispose() => _socket.Dispose();
}
