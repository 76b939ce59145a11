using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>
/// Stands before a host and passes everything on, until it is shut for WebSockets or for event streams too: it cuts and
/// refuses them, as a bad proxy does.
/// </summary>
internal sealed class SocketGate : IAsyncDisposable
{
    private const int MostAtOnce = 32 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, Use> _connections = new();
    private readonly Uri _host;
    private readonly Task _accepting;
    private volatile Use _shutFrom = Use.Nothing;
    private int _refused;
    private long _bytes;

    public SocketGate(Uri host)
    {
        _host = host;
        _listener.Start();
        Address = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    public int RefusedSockets => Volatile.Read(ref _refused);

    /// <summary>What went over it in both directions so far, heads and frames included.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public void ShutForSockets() => ShutFrom(Use.Socket);

    public void ShutForStreamsToo() => ShutFrom(Use.Stream);

    public void Open() => _shutFrom = Use.Nothing;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        foreach (var connection in _connections.Keys)
            connection.Close();
    }

    private void ShutFrom(Use use)
    {
        _shutFrom = use;
        foreach (var (connection, now) in _connections)
        {
            if (now >= use)
                connection.Close();
        }
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
            _connections[client] = Use.Requests;
            await host.ConnectAsync(_host.Host, _host.Port);
            var (near, far) = (client.GetStream(), host.GetStream());
            await Task.WhenAny(AskAsync(client, near, far), AnswerAsync(near, far));
        }
        catch (Exception exception)
            when (exception is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Either side went away.
        }
        finally
        {
            _connections.TryRemove(client, out _);
        }
    }

    private async Task AskAsync(TcpClient client, NetworkStream near, NetworkStream far)
    {
        var buffer = new byte[MostAtOnce];
        for (int read; (read = await near.ReadAsync(buffer)) > 0;)
        {
            // On one connection come many requests, and a stream is but one of them.
            var use = UseOf(buffer.AsSpan(0, read));
            if (use != Use.Requests)
                _connections[client] = use;
            if (use >= _shutFrom)
            {
                Interlocked.Add(ref _refused, use == Use.Socket ? 1 : 0);
                return;
            }

            Interlocked.Add(ref _bytes, read);
            await far.WriteAsync(buffer.AsMemory(0, read));
        }
    }

    private async Task AnswerAsync(NetworkStream near, NetworkStream far)
    {
        var buffer = new byte[MostAtOnce];
        for (int read; (read = await far.ReadAsync(buffer)) > 0;)
        {
            Interlocked.Add(ref _bytes, read);
            await near.WriteAsync(buffer.AsMemory(0, read));
        }
    }

    // The browser sends the head of a request at once.
    private static Use UseOf(ReadOnlySpan<byte> sent) =>
        sent.StartsWith("GET /api/v1/ws/"u8) ? Use.Socket
        : sent.StartsWith("POST /api/v1/pipelines/events"u8) ? Use.Stream
        : Use.Requests;

    // In order: shut from one on is shut for those after it.
    private enum Use
    {
        Requests,
        Stream,
        Socket,
        Nothing,
    }
}
