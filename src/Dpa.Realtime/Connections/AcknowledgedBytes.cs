using System.Buffers.Binary;
using System.Net.Sockets;

namespace Dpa.Realtime.Connections;

/// <summary>
/// How much of what was sent the other side's system has acknowledged (Linux's TCP_INFO): the only sign of life of a
/// client that is slow and sends nothing.
/// </summary>
internal static class AcknowledgedBytes
{
    private const int Tcp = 6; // IPPROTO_TCP
    private const int TcpInfo = 11; // TCP_INFO of Linux
    private const int Offset = 120; // tcpi_bytes_acked, a u64, since Linux 4.1

    /// <returns>The number, or −1 where it cannot be had.</returns>
    public static long Of(Socket socket)
    {
        if (!OperatingSystem.IsLinux() || socket.ProtocolType != ProtocolType.Tcp) return -1;
        Span<byte> info = stackalloc byte[Offset + sizeof(long)];
        try
        {
            return socket.GetRawSocketOption(Tcp, TcpInfo, info) == info.Length
                ? (long)BinaryPrimitives.ReadUInt64LittleEndian(info[Offset..])
                : -1;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return -1;
        }
    }
}
