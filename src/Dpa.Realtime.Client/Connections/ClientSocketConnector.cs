using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;

namespace Dpa.Realtime.Client.Connections;

/// <summary>
/// Opens a <see cref="ClientWebSocket"/> through the client's own HTTP handler, so that proxies, certificates and
/// cookies are the same for both.
/// </summary>
internal sealed class ClientSocketConnector(HttpMessageInvoker http, TimeProvider time) : ISocketConnector
{
    public async ValueTask<ISocket> ConnectAsync(
        Uri address, IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        using var upgrade = new UpgradeHandler(http);
        using var invoker = new HttpMessageInvoker(upgrade);
        try
        {
            socket.Options.AddSubProtocol(ClientMessages.SubProtocol);
            socket.Options.CollectHttpResponseDetails = true;
            // The protocol's own heartbeat shows a dead server sooner than the TCP stack.
            socket.Options.KeepAliveInterval = TimeSpan.Zero;
            foreach (var (name, value) in headers) socket.Options.SetRequestHeader(name, value);
            await socket.ConnectAsync(address, invoker, cancellationToken).ConfigureAwait(false);
            socket.HttpResponseHeaders = null;
            return new SocketAdapter(socket);
        }
        catch (Exception e)
            when (e is WebSocketException or HttpRequestException or OperationCanceledException or IOException)
        {
            var failure = FailureOf(e, socket, upgrade, address);
            socket.Dispose();
            throw new ConnectException(failure, e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private Failure FailureOf(Exception e, ClientWebSocket socket, UpgradeHandler upgrade, Uri address) =>
        socket.HttpStatusCode switch
        {
            0 or HttpStatusCode.SwitchingProtocols => FailureReading.Of(e, address),
            HttpStatusCode.Forbidden when upgrade.Code is null => FailureReading.Blocked(address, RetryAfter(socket)),
            HttpStatusCode.Forbidden when upgrade.Code == Failure.ForbiddenOrigin => FailureReading.WrongOrigin(
                address, upgrade.Origin),
            var status => FailureReading.Of(status, address, RetryAfter(socket)),
        };

    private TimeSpan RetryAfter(ClientWebSocket socket) =>
        socket.HttpResponseHeaders?.TryGetValue("Retry-After", out var values) == true
        && RetryConditionHeaderValue.TryParse(values.FirstOrDefault(), out var header)
            ? FailureReading.RetryAfter(header, time.GetUtcNow())
            : TimeSpan.Zero;
}
