using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Dpa.Realtime.ChaosTests.Restarting;

/// <summary>Where a client's connections lead to, whatever address it has; nowhere while it is closed.</summary>
internal sealed class Road(int port)
{
    private readonly ConcurrentQueue<int> _ports = new();
    private int _port = port;

    /// <summary>The ports that were reached, in order.</summary>
    public IReadOnlyList<int> Ports => [.. _ports];

    public void Close() => Volatile.Write(ref _port, 0);

    public void Open(int to) => Volatile.Write(ref _port, to);

    public async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var to = Volatile.Read(ref _port);
        if (to == 0) throw new SocketException((int)SocketError.ConnectionRefused);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync("127.0.0.1", to, cancellationToken);
            _ports.Enqueue(to);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
