using System.Net;
using System.Net.Sockets;
using Dpa.Realtime.Connections;

namespace Dpa.Realtime.Tests.Connections;

public sealed class UnsentLimitTests
{
    [Fact]
    public void Apply_ToAPeerThatDoesNotRead_BoundsWhatTheKernelTakes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The socket option is Linux's.");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            ReceiveBufferSize = 4096,
        };
        client.Connect(listener.LocalEndpoint);
        using var server = listener.AcceptSocket();
        server.SendBufferSize = 8 * 1024 * 1024; // what it would take
        server.Blocking = false;

        UnsentLimit.Apply(server);

        var (taken, error) = (0, SocketError.Success);
        while (error == SocketError.Success && taken < 8 * 1024 * 1024)
            taken += Math.Max(0, server.Send(new byte[16 * 1024], 0, 16 * 1024, SocketFlags.None, out error));
        Assert.Equal(SocketError.WouldBlock, error);
        Assert.InRange(taken, 128 * 1024, 512 * 1024);
    }
}
