using System.Net;
using System.Net.Sockets;

namespace Dpa.Realtime.ChaosTests.Faults;

/// <summary>Sends back what it gets, and says how its connections ended.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _accepting;
    private int _ended;
    private int _reset;

    public EchoServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Ended => Volatile.Read(ref _ended);

    public int Reset => Volatile.Read(ref _reset);

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true) serving.Add(ServeAsync(await _listener.AcceptSocketAsync()));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var _ = socket;
        var buffer = new byte[64 * 1024];
        try
        {
            while (await socket.ReceiveAsync(buffer, SocketFlags.None) is > 0 and var read)
                await socket.SendAsync(buffer.AsMemory(0, read), SocketFlags.None);
            Interlocked.Increment(ref _ended);
        }
        catch (SocketException)
        {
            Interlocked.Increment(ref _reset);
        }
    }
}
