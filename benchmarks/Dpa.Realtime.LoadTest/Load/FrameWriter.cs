using System.Buffers.Binary;

namespace Dpa.Realtime.LoadTest.Load;

/// <summary>
/// A client's frames are masked; a mask of zeros leaves the bytes as they are and is as valid as any.
/// </summary>
internal static class FrameWriter
{
    public const int Text = 1;
    public const int Binary = 2;
    public const int Pong = 10;

    public static byte[] Write(int opcode, ReadOnlySpan<byte> payload)
    {
        var extended = payload.Length > 125 ? 2 : 0;
        var frame = new byte[2 + extended + 4 + payload.Length];
        frame[0] = (byte)(0x80 | opcode);
        frame[1] = (byte)(0x80 | (extended == 0 ? payload.Length : 126));
        if (extended > 0)
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), checked((ushort)payload.Length));
        payload.CopyTo(frame.AsSpan(6 + extended));
        return frame;
    }
}
