using System.Text;

namespace Dpa.Realtime.LoadTest.Load;

/// <summary>The upgrade of a connection to a WebSocket.</summary>
internal static class Upgrade
{
    /// <summary>The request.</summary>
    /// <param name="target">Path and query.</param>
    /// <param name="server">Where the connection goes.</param>
    /// <param name="subProtocol">The one that is offered, or null.</param>
    public static byte[] Request(string target, Uri server, string? subProtocol)
    {
        var key = Convert.ToBase64String(Guid.NewGuid().ToByteArray());
        var protocol = subProtocol is null ? "" : $"Sec-WebSocket-Protocol: {subProtocol}\r\n";
        return Encoding.ASCII.GetBytes(
            $"GET {target} HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n{protocol}\r\n");
    }

    /// <summary>Takes the answer off what was read; false while it is not whole.</summary>
    /// <exception cref="IOException">The server refuses.</exception>
    public static bool TryReadAnswer(FrameReader frames)
    {
        if (!frames.TryReadHead(out var head)) return false;
        return head.StartsWith("HTTP/1.1 101"u8)
            ? true
            : throw new IOException($"no upgrade: {Encoding.ASCII.GetString(head)}");
    }
}
