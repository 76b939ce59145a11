using System.Buffers.Binary;

namespace DocumentEngine.Isolation;

/// <summary>
/// Frames over a pair of pipes: four bytes of length (little endian, of the body alone), one of type, the body.
/// A longer frame than <see cref="MaxBody"/> is refused before it is read.
/// </summary>
public static class Frames
{
    /// <summary>The most bytes of a body: a page or a summary is far below.</summary>
    public const int MaxBody = 16 * 1024 * 1024;

    private const int HeadBytes = 5;

    /// <summary>Writes and flushes one frame.</summary>
    public static void Write(Stream stream, Frame frame)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(Bytes(frame));
        stream.Flush();
    }

    /// <summary>Writes and flushes one frame.</summary>
    public static async Task WriteAsync(Stream stream, Frame frame, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(stream);
        await stream.WriteAsync(Bytes(frame), ct);
        await stream.FlushAsync(ct);
    }

    /// <summary>Reads one frame; null at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">The frame is too long.</exception>
    /// <exception cref="EndOfStreamException">The stream ends inside a frame.</exception>
    public static Frame? Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var head = new byte[HeadBytes];
        if (stream.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false) is var read && read < HeadBytes)
            return read == 0 ? null : throw new EndOfStreamException();
        var body = new byte[Length(head)];
        stream.ReadExactly(body);
        return new((FrameType)head[4], body);
    }

    private static byte[] Bytes(Frame frame)
    {
        var bytes = new byte[HeadBytes + frame.Body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, frame.Body.Length);
        bytes[4] = (byte)frame.Type;
        frame.Body.CopyTo(bytes.AsMemory(HeadBytes));
        return bytes;
    }

    private static int Length(ReadOnlySpan<byte> head)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(head);
        return length is >= 0 and <= MaxBody
            ? length
            : throw new InvalidDataException($"A frame of {length} bytes is refused: {MaxBody} are allowed.");
    }
}
