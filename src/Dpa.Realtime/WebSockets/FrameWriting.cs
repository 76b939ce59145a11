using System.Buffers.Binary;
using System.Text;

namespace Dpa.Realtime.WebSockets;

/// <summary>A server's frames: never masked, never fragmented (RFC 6455 section 5.1).</summary>
internal static class FrameWriting
{
    public const int MaxHeader = 10;
    private const int MaxReason = 123;

    public static int HeaderLength(int payload) => payload < 126 ? 2 : payload <= ushort.MaxValue ? 4 : MaxHeader;

    /// <summary>Writes header and payload; returns their length.</summary>
    public static int Write(Span<byte> target, int opcode, ReadOnlySpan<byte> payload)
    {
        var header = HeaderLength(payload.Length);
        target[0] = (byte)(0x80 | opcode);
        switch (header)
        {
            case 2:
                target[1] = (byte)payload.Length;
                break;
            case 4:
                target[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(target[2..], (ushort)payload.Length);
                break;
            default:
                target[1] = 127;
                BinaryPrimitives.WriteUInt64BigEndian(target[2..], (ulong)payload.Length);
                break;
        }

        payload.CopyTo(target[header..]);
        return header + payload.Length;
    }

    /// <summary>Cuts a reason to the length that fits into a close frame, in any script.</summary>
    public static string Cut(string reason)
    {
        if (reason.Length <= MaxReason / 3) return reason;
        return reason[..(char.IsHighSurrogate(reason[(MaxReason / 3) - 1]) ? (MaxReason / 3) - 1 : MaxReason / 3)];
    }

    /// <summary>A close frame; a reason that is too long is cut.</summary>
    public static byte[] Close(int code, string reason)
    {
        if (code == CloseCode.NoStatus) return [0x80 | Opcode.Close, 0];
        Span<byte> payload = stackalloc byte[2 + MaxReason];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code);
        Encoding.UTF8.TryGetBytes(Cut(reason), payload[2..], out var length);
        var frame = new byte[2 + 2 + length];
        Write(frame, Opcode.Close, payload[..(2 + length)]);
        return frame;
    }
}
