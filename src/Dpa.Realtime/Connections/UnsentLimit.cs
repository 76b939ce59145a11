using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Dpa.Realtime.Connections;

/// <summary>
/// How much of what has not been sent yet the kernel may hold for a connection. Left alone, Linux takes up to 4 MB: at
/// a slow client that is many seconds of old news, which nothing newer can overtake, and memory for each client that
/// does not read. What is under way is not limited by it, so a fast line over a long distance is not slowed.
/// </summary>
internal static class UnsentLimit
{
    private const int Bytes = 128 * 1024;
    private const int Tcp = 6; // IPPROTO_TCP
    private const int NotSentLowWaterMark = 25; // TCP_NOTSENT_LOWAT of Linux

    public static void Apply(Socket socket)
    {
        if (!OperatingSystem.IsLinux() || socket.ProtocolType != ProtocolType.Tcp)
            return; // a Unix domain socket has none
        var bytes = Bytes;
        try
        {
            socket.SetRawSocketOption(
                Tcp, NotSentLowWaterMark, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(ref bytes)));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // A peer that has gone already, or a kernel that does not know it: the connection is served all the same.
        }
    }
}
