using System.Net;
using System.Net.Sockets;

namespace DocumentPipelineHost.Notifications;

/// <summary>
/// Connects to public addresses only: the name is resolved once, each address checked, and that very address connected
/// to (no DNS rebinding).
/// </summary>
internal sealed class PublicConnections(PublicAddresses addresses)
{
    /// <summary>An HTTP client for addresses that people named: no redirects, no proxy, no cookies.</summary>
    public HttpClient CreateClient(TimeSpan timeout) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ConnectCallback = ConnectAsync,
        ConnectTimeout = timeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
    }) { Timeout = timeout, MaxResponseContentBufferSize = 64 * 1024 };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var found = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, ct);
        var open = Array.FindAll(found, addresses.Allow);
        if (open.Length == 0)
            throw new AddressRefusedException(host);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(open, port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
