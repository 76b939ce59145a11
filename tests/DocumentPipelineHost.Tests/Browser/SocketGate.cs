using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>Stands before a host and passes everything on; while it is shut, WebSockets are cut and refused, as by a bad proxy, and HTTP goes on.</summary>
internal sealed class SocketGate : IAsyncDisposable
{
    private const int LongestHead = 32 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, bool> _connections = new();
    private readonly Uri _host;
    private readonly Task _accepting;
    private volatile bool _shut;
    private int _refused;

    public SocketGate(Uri host)
    {
        _host = host;
        _listener.Start();
        Address = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Cuts the WebSockets that are open, and refuses new ones.</summary>
    public void Shut()
    {
        _shut = true;
        foreach (var (connection, isSocket) in _connections)
        {
            if (isSocket)
                connection.Close();
        }
    }

    public void Open() => _shut = false;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        foreach (var connection in _connections.Keys)
            connection.Close();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = PassAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task PassAsync(TcpClient connection)
    {
        using var client = connection;
        using var host = new TcpClient();
        try
        {
            var near = client.GetStream();
            var head = await ReadHeadAsync(near);
            var isSocket = Encoding.ASCII.GetString(head).Contains("Upgrade: websocket", StringComparison.OrdinalIgnoreCase);
            _connections[client] = isSocket;
            if (isSocket && _shut)
            {
                Interlocked.Increment(ref _refused);
                return;
            }

            await host.ConnectAsync(_host.Host, _host.Port);
            var far = host.GetStream();
            await far.WriteAsync(head);
            await Task.WhenAny(near.CopyToAsync(far), far.CopyToAsync(near));
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            // Either side went away.
        }
        finally
        {
            _connections.TryRemove(client, out _);
        }
    }

    // The browser opens a connection of its own for each WebSocket, so the first request tells what the connection is for.
    private static async Task<byte[]> ReadHeadAsync(NetworkStream stream)
    {
        var head = new byte[LongestHead];
        var length = 0;
        while (head.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0 && length < head.Length)
        {
            var read = await stream.ReadAsync(head.AsMemory(length));
            if (read == 0)
                break;
            length += read;
        }

        return head[..length];
    }
}
