using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace DocumentPipelineHost.Tests.Services;

/// <summary>
/// Accepts connections and takes what comes. It says nothing, or grants PostgreSQL's request for TLS and says nothing
/// more.
/// </summary>
internal sealed class SilentServer : IAsyncDisposable
{
    private readonly bool _grantsTls;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly Task _accepting;

    public SilentServer(bool grantsTls = false)
    {
        _grantsTls = grantsTls;
        _listener.Start(512);
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        foreach (var socket in _sockets)
            socket.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync();
                _sockets.Add(socket);
                _ = TakeAsync(socket);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It is disposed.
        }
    }

    private async Task TakeAsync(Socket socket)
    {
        var bytes = new byte[8192];
        try
        {
            if (await socket.ReceiveAsync(bytes) > 0 && _grantsTls)
                await socket.SendAsync("S"u8.ToArray());
            while (await socket.ReceiveAsync(bytes) > 0)
            {
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The other side has gone, or this one is disposed.
        }
    }
}
