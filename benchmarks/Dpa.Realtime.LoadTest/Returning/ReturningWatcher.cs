using System.Net;
using System.Net.Sockets;
using System.Text;
using Dpa.Realtime.LoadTest.Cuts;
using Dpa.Realtime.LoadTest.Load;

namespace Dpa.Realtime.LoadTest.Returning;

/// <summary>
/// A client whose connection is lost, and that comes back with what it holds, as its peer's client does.
/// </summary>
internal sealed class ReturningWatcher(IPeerSession session, LoadTestOptions options) : IDisposable
{
    private Socket? _socket;
    private TaskCompletionSource _confirmed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the connection.</summary>
    public Task Reading { get; private set; } = Task.CompletedTask;

    /// <summary>Opens a connection; ends when the server has confirmed it.</summary>
    public async Task ConnectAsync(HttpClient http, CancellationToken cancellation)
    {
        _confirmed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true, LingerState = new(true, 0),
        };
        var target = await session.OpenAsync(http, cancellation);
        await _socket.ConnectAsync(IPAddress.Loopback, options.Server.Port, cancellation);
        Reading = ServeAsync(target, new NetworkStream(_socket), cancellation);
        await await Task.WhenAny(_confirmed.Task, Reading);
        if (!_confirmed.Task.IsCompleted) throw new IOException("a connection ended before it was confirmed");
    }

    /// <summary>Reset, as a lost network does it.</summary>
    public void Lose() => _socket?.Close(0);

    public void Dispose() => _socket?.Dispose();

    private async Task ServeAsync(string target, NetworkStream stream, CancellationToken cancellation)
    {
        await using var _ = stream;
        var frames = new FrameReader();
        await stream.WriteAsync(Upgrade.Request(target, options.Server, session.SubProtocol), cancellation);
        while (!Upgrade.TryReadAnswer(frames))
            if (!await FillAsync(stream, frames, cancellation)) return;
        foreach (var message in session.Opening())
            await stream.WriteAsync(
                FrameWriter.Write(FrameWriter.Text, Encoding.UTF8.GetBytes(message)), cancellation);
        do
        {
            byte[]? pong = null;
            while (frames.TryRead(out var opcode, out var payload))
            {
                if (opcode == 9) pong = FrameWriter.Write(FrameWriter.Pong, payload);
                else if (opcode != 8 && session.Take(payload)) _confirmed.TrySetResult();
            }

            if (pong is not null && !await TryWriteAsync(stream, pong, cancellation)) return;
        }
        while (await FillAsync(stream, frames, cancellation));
    }

    /// <returns>False once the connection is gone, by either side.</returns>
    private static async ValueTask<bool> TryWriteAsync(
        NetworkStream stream, byte[] frame, CancellationToken cancellation)
    {
        try
        {
            await stream.WriteAsync(frame, cancellation);
            return true;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <returns>False once the connection is gone, by either side.</returns>
    private static async ValueTask<bool> FillAsync(
        NetworkStream stream, FrameReader frames, CancellationToken cancellation)
    {
        try
        {
            var read = await stream.ReadAsync(frames.Free(), cancellation);
            frames.Filled(read);
            return read > 0;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return false;
        }
    }
}
