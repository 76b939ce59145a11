namespace Dpa.Realtime.Client.Connections;

/// <summary>Opens sockets.</summary>
internal interface ISocketConnector
{
    /// <exception cref="ConnectException">It was refused, or the server cannot be reached.</exception>
    ValueTask<ISocket> ConnectAsync(
        Uri address, IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken);
}
