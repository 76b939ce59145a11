using System.Net.WebSockets;

namespace Dpa.Realtime.Client.Connections;

/// <summary>Opens the sockets that the application's own factory returns.</summary>
internal sealed class FactorySocketConnector(
    Func<Uri, IReadOnlyDictionary<string, string>, CancellationToken, ValueTask<WebSocket>> factory) : ISocketConnector
{
    public async ValueTask<ISocket> ConnectAsync(
        Uri address, IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken)
    {
        var opening = factory(address, headers, cancellationToken).AsTask();
        try
        {
            return new SocketAdapter(await opening.WaitAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!opening.IsCompleted)
        {
            _ = DisposeAsync(opening); // the factory ignored the token
            throw;
        }
    }

    private static async Task DisposeAsync(Task<WebSocket> opening)
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully) (await opening.ConfigureAwait(false)).Dispose();
    }
}
