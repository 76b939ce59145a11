using System.Buffers;
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

    /// <summary>As much as a pipe of Linux holds.</summary>
    private const int PieceBytes = 64 * 1024;

    /// <summary>Writes and flushes one frame.</summary>
    public static void Write(Stream stream, Frame frame)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(Bytes(frame));
        stream.Flush();
    }

    /// <summary>The bytes of many frames in few pieces: each write of a pipe wakes a thread on both sides.</summary>
    /// <returns>Pieces; each may be used until the next one is asked for.</returns>
    public static IEnumerable<ReadOnlyMemory<byte>> Pieces(IEnumerable<Frame> frames)
    {
        ArgumentNullException.ThrowIfNull(frames);
        var piece = new ArrayBufferWriter<byte>(PieceBytes);
        foreach (var frame in frames)
        {
            piece.Write(Bytes(frame));
            if (piece.WrittenCount < PieceBytes)
                continue;
            yield return piece.WrittenMemory;
            piece.ResetWrittenCount();
        }

        if (piece.WrittenCount > 0)
            yield return piece.WrittenMemory;
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

    /// <summary>The bytes of one frame.</summary>
    public static byte[] Bytes(Frame frame)
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
