using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Dpa.Realtime.LoadTest.Peers;
using Dpa.Realtime.LoadTest.Producing;

namespace Dpa.Realtime.LoadTest.Load;

/// <summary>
/// One connection of a subscriber, on a plain socket: what is measured is the server, so the client does as little as
/// it can, and the same for every peer.
/// </summary>
internal sealed class Watcher(IPeer peer, int pipeline, LatencyRecorder recorder) : IDisposable
{
    // One that does not read has a small buffer; otherwise the kernel would read for it.
    private const int StalledReceiveBuffer = 4096;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
    };
    private Stream _stream = Stream.Null;
    private long _newest;
    private readonly FrameReader _frames = new();
    private readonly TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Bytes { get; private set; }

    /// <summary>Whether it stops to read once it is subscribed.</summary>
    public bool IsStalled { get; init; }

    /// <summary>The moment of the newest change that has come; 0 before the first.</summary>
    public long Newest => Volatile.Read(ref _newest);

    public async Task SubscribeAsync(Uri server, CancellationToken cancellation)
    {
        if (IsStalled)
            _socket.ReceiveBufferSize = StalledReceiveBuffer;
        await _socket.ConnectAsync(IPAddress.Loopback, server.Port, cancellation);
        _stream = new NetworkStream(_socket);
        if (server.Scheme == Uri.UriSchemeHttps)
        {
            // The server is this program itself, with a certificate that it made when it started.
            var tls = new SslStream(_stream, leaveInnerStreamOpen: false, (_, certificate, _, _) =>
                OwnCertificate.Is(certificate));
            _stream = tls;
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = "localhost" }, cancellation);
        }
        await SendAsync(Upgrade.Request(peer.Path(pipeline), server, peer.SubProtocol), cancellation);
        while (!Upgrade.TryReadAnswer(_frames))
            await FillAsync(cancellation);
        foreach (var frame in peer.OpeningFrames(pipeline))
            await SendAsync(frame, cancellation);
    }

    /// <summary>Completed once the server has confirmed the subscription.</summary>
    public Task Subscribed => _subscribed.Task;

    public async Task ReadAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                byte[]? pong = null;
                while (_frames.TryRead(out var opcode, out var payload))
                {
                    if (opcode == 8)
                        throw new IOException(
                            $"the server closed a watcher: {(payload.Length < 2 ? 0 : (payload[0] << 8) | payload[1])}"
                        );
                    if (opcode == 9)
                        pong = FrameWriter.Write(FrameWriter.Pong, payload);
                    else
                        Take(payload);
                }
                if (IsStalled && _subscribed.Task.IsCompleted)
                    await Task.Delay(Timeout.Infinite, cancellation);
                if (pong is not null)
                    await SendAsync(pong, cancellation);
                await FillAsync(cancellation);
            }
        }
        catch (Exception e)
        {
            _subscribed.TrySetException(e);
            throw;
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    private void Take(ReadOnlySpan<byte> message)
    {
        if (!_subscribed.Task.IsCompleted && peer.IsSubscribed(message))
            _subscribed.SetResult();
        // A full state carries changes that were delivered before: each counts once. One that comes after a newer one
        // is not counted either.
        while (ChangeStamp.TryRead(ref message, out var stamp))
        {
            if (stamp <= _newest)
                continue;
            Volatile.Write(ref _newest, stamp);
            recorder.Record(stamp);
        }
    }

    private async ValueTask FillAsync(CancellationToken cancellation)
    {
        var read = await _stream.ReadAsync(_frames.Free(), cancellation);
        if (read == 0)
            throw new IOException("the server ended a watcher's connection");
        _frames.Filled(read);
        Bytes += read;
    }

    private ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation) =>
        _stream.WriteAsync(bytes, cancellation);
}
