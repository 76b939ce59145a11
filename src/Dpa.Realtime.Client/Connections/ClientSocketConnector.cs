using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;

namespace Dpa.Realtime.Client.Connections;

/// <summary>Opens a <see cref="ClientWebSocket"/> through the client's own HTTP handler, so that proxies, certificates and cookies are the same for both.</summary>
internal sealed class ClientSocketConnector(HttpMessageInvoker http, TimeProvider time) : ISocketConnector
{
    public async ValueTask<ISocket> ConnectAsync(Uri address, IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.AddSubProtocol(ClientMessages.SubProtocol);
            socket.Options.CollectHttpResponseDetails = true;
            // The protocol's own heartbeat shows a dead server sooner than the TCP stack.
            socket.Options.KeepAliveInterval = TimeSpan.Zero;
            foreach (var (name, value) in headers) socket.Options.SetRequestHeader(name, value);
            await socket.ConnectAsync(address, http, cancellationToken).ConfigureAwait(false);
            socket.HttpResponseHeaders = null;
            return new SocketAdapter(socket);
        }
        catch (Exception e) when (e is WebSocketException or HttpRequestException or OperationCanceledException or IOException)
        {
            var failure = socket.HttpStatusCode is 0 or HttpStatusCode.SwitchingProtocols ? FailureReading.Of(e, address) : FailureReading.Of(socket.HttpStatusCode, address, RetryAfter(socket));
            socket.Dispose();
            throw new ConnectException(failure, e);
        }
    }

    private TimeSpan RetryAfter(ClientWebSocket socket) =>
        socket.HttpResponseHeaders?.TryGetValue("Retry-After", out var values) == true && RetryConditionHeaderValue.TryParse(values.FirstOrDefault(), out var header)
            ? FailureReading.RetryAfter(header, time.GetUtcNow())
            : TimeSpan.Zero;
}
