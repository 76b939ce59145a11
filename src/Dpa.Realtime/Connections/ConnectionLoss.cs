using System.Net.Sockets;
using System.Net.WebSockets;

namespace Dpa.Realtime.Connections;

/// <summary>What reading and writing throw where the connection has gone, by whatever side.</summary>
internal static class ConnectionLoss
{
    public static bool Is(Exception e) =>
        e
            is WebSocketException
                or IOException
                or SocketException
                or OperationCanceledException
                or ObjectDisposedException
                or InvalidOperationException;
}
