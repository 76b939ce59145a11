using System.Buffers.Binary;

namespace Dpa.Realtime.Tests.WebSockets;

/// <summary>Frames as a client writes them, and as it must not.</summary>
internal static class ClientFrames
{
    private static readonly byte[] Mask = [0x12, 0x34, 0x56, 0x78];

    public static byte[] Frame(int opcode, byte[] payload, bool isFinal = true, int reserved = 0, bool isMasked = true)
    {
        var head = new List<byte> { (byte)((isFinal ? 0x80 : 0) | (reserved << 4) | opcode) };
        var length = new byte[8];
        if (payload.Length < 126)
        {
            head.Add((byte)((isMasked ? 0x80 : 0) | payload.Length));
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            head.Add((byte)((isMasked ? 0x80 : 0) | 126));
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)payload.Length);
            head.AddRange(length[..2]);
        }
        else
        {
            head.Add((byte)((isMasked ? 0x80 : 0) | 127));
            BinaryPrimitives.WriteUInt64BigEndian(length, (ulong)payload.Length);
            head.AddRange(length);
        }

        if (isMasked) head.AddRange(Mask);
        head.AddRange(payload.Select((b, i) => isMasked ? (byte)(b ^ Mask[i & 3]) : b));
        return [.. head];
    }

    public static byte[] Close(int code, byte[]? reason = null) =>
        Frame(8, [(byte)(code >> 8), (byte)code, .. reason ?? []]);
}
