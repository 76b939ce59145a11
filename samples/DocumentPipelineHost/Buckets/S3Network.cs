using System.Net.Sockets;

namespace DocumentPipelineHost.Buckets;

/// <summary>
/// The HTTP client beneath, without a limit on a whole call, which large files need; each call has its
/// <see cref="StallWatch"/>.
/// </summary>
internal sealed class S3Network : IDisposable
{
    public static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(3);

    /// <summary>
    /// What the system takes from us before the network does: more would leave us waiting for it after the last byte,
    /// which looks like silence.
    /// </summary>
    private const int SendBufferBytes = 512 * 1024;

    /// <summary>So that a name that moves to another address is noticed.</summary>
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(5);

    public HttpClient Http { get; } = new(new S3Traffic(new SocketsHttpHandler
    {
        ConnectTimeout = ConnectLimit,
        ConnectCallback = ConnectAsync,
        PooledConnectionLifetime = ConnectionLife,
        AllowAutoRedirect = false,
    }))
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public void Dispose() => Http.Dispose();

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true, SendBufferSize = SendBufferBytes,
        };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
