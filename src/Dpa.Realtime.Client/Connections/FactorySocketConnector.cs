using System.Net.WebSockets;

namespace Dpa.Realtime.Client.Connections;

/// <summary>Opens what the application's own factory gives.</summary>
internal sealed class FactorySocketConnector(Func<Uri, IReadOnlyDictionary<string, string>, CancellationToken, ValueTask<WebSocket>> factory) : ISocketConnector
{
    public async ValueTask<ISocket> ConnectAsync(Uri address, IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken) =>
        new SocketAdapter(await factory(address, headers, cancellationToken).ConfigureAwait(false));
}
