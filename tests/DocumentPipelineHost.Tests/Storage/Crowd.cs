using System.Net.Sockets;

namespace DocumentPipelineHost.Tests.Storage;

/// <summary>
/// Connections that fill the queue of a listener that accepts none: from then on the system lets new ones wait.
/// </summary>
internal sealed class Crowd(Socket listener) : IDisposable
{
    private readonly List<Socket> _waiting = [];

    public async Task FillAsync()
    {
        while (true)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _waiting.Add(socket);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            limit.CancelAfter(TimeSpan.FromMilliseconds(500));
            try
            {
                await socket.ConnectAsync(listener.LocalEndPoint!, limit.Token);
            }
            catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    public void Dispose() => _waiting.ForEach(static socket => socket.Dispose());
}
