using System.Buffers;

namespace Dpa.Realtime.WebSockets;

/// <summary>All that waits for one connection as one piece of bytes.</summary>
internal static class FrameGathering
{
    private const int MaxPing = 3;

    /// <summary>Pongs first, then the text frames in their order, then a ping.</summary>
    /// <param name="pongs">Whole frames.</param>
    /// <param name="frames">Read before this returns.</param>
    /// <param name="ping">The number that the ping carries; null for one without.</param>
    /// <param name="withPing">Whether there is a ping.</param>
    /// <returns>A buffer of the shared pool, and how much of it is used.</returns>
    public static (byte[] Buffer, int Length) Rent(byte[]? pongs, List<TextFrames> frames, byte? ping, bool withPing)
    {
        var length = MaxPing + (pongs?.Length ?? 0);
        foreach (var frame in frames) length += frame.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        pongs?.CopyTo(buffer, 0);
        var at = pongs?.Length ?? 0;
        foreach (var frame in frames)
        {
            frame.Bytes.CopyTo(buffer, at);
            at += frame.Length;
        }

        if (withPing) at += FrameWriting.Write(buffer.AsSpan(at), Opcode.Ping, ping is { } number ? [number] : []);
        return (buffer, at);
    }
}
