using System.Net;
using System.Net.Sockets;

namespace Dpa.Realtime.Faults;

/// <summary>
/// Ports of the loopback interface that nobody listens on, below 32768: above lie those that outgoing connections take
/// by themselves.
/// </summary>
public static class FreePorts
{
    private const int First = 11_000;
    private const int End = 32_000;
    private const int BusOffset = 10_000; // a cluster's node also listens at its port + 10000

    private static readonly Lock Gate = new();
    // test programs that run at once begin at different places
    private static int _next = First + (Environment.ProcessId * 37 % (End - First));

    /// <summary>A port that was free a moment ago and that this process has not been given lately.</summary>
    /// <exception cref="InvalidOperationException">None is free.</exception>
    public static int Next() => Find(End, port => IsFree(port));

    /// <summary>As <see cref="Next"/>, where the port + 10000 is free too and below 32768.</summary>
    /// <exception cref="InvalidOperationException">None is free.</exception>
    public static int NextForCluster() => Find(End - BusOffset, port => IsFree(port) && IsFree(port + BusOffset));

    private static int Find(int end, Func<int, bool> fits)
    {
        lock (Gate)
        {
            for (var tried = First; tried < end; tried++)
            {
                if (++_next >= end) _next = First;
                if (fits(_next)) return _next;
            }
        }

        throw new InvalidOperationException($"No port between {First} and {end} is free.");
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            // binding alone succeeds beside another socket that is bound with SO_REUSEADDR and does not listen yet
            socket.Listen(1);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
