using System.Net.WebSockets;

namespace Dpa.Realtime.Client.Connections;

/// <summary>
/// Opens a <see cref="ClientWebSocket"/> in WebAssembly, where sockets take no headers. A ticket is sent beside the
/// sub-protocol; a bearer token is exchanged for a ticket first.
/// </summary>
internal sealed class BrowserSocketConnector(Requests requests) : ISocketConnector
{
    private const string TicketScheme = "DpaTicket ";

    public async ValueTask<ISocket> ConnectAsync(
        Uri address, IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken)
    {
        var ticket = await TicketAsync(headers, cancellationToken).ConfigureAwait(false);
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.AddSubProtocol(ClientMessages.SubProtocol);
            if (ticket is not null)
                socket.Options.AddSubProtocol($"dpa.ticket.{ticket}");
            await socket.ConnectAsync(address, cancellationToken).ConfigureAwait(false);
            return new SocketAdapter(socket);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            socket.Dispose();
            throw new ConnectException(FailureReading.Of(e, address), e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async ValueTask<string?> TicketAsync(
        IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken)
    {
        if (!headers.TryGetValue("Authorization", out var authorization)) return null; // cookies identify the user
        return authorization.StartsWith(TicketScheme, StringComparison.Ordinal)
            ? authorization[TicketScheme.Length..]
            : await requests.ExchangeAsync(authorization, cancellationToken).ConfigureAwait(false);
    }
}
