using System.Net;
using System.Net.Sockets;

namespace FromSignalR;

/// <summary>A line to a server that can be cut: what is open is reset, what comes is closed until it is back.</summary>
internal sealed class CutLine : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _open = [];
    private readonly int _target;
    private bool _isCut;

    public CutLine(int target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public bool IsCut
    {
        set
        {
            lock (_open)
            {
                _isCut = value;
                if (!value) return;
                foreach (var socket in _open) socket.Close(0);
                _open.Clear();
            }
        }
    }

    public void Dispose()
    {
        IsCut = true;
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The program ends.
        }
    }

    private async Task ServeAsync(Socket near)
    {
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (near)
        {
            try
            {
                await far.ConnectAsync(IPAddress.Loopback, _target);
                lock (_open)
                {
                    if (_isCut) return;
                    _open.AddRange([near, far]);
                }

                await Task.WhenAny(PassAsync(near, far), PassAsync(far, near));
            }
            catch (SocketException)
            {
                // The server is gone.
            }
            finally
            {
                lock (_open) _open.RemoveAll(socket => socket == near || socket == far);
            }
        }
    }

    private static async Task PassAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count) await to.SendAsync(buffer.AsMemory(0, count));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }
}
