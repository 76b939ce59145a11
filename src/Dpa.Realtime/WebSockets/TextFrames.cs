using System.Buffers.Binary;

namespace Dpa.Realtime.WebSockets;

/// <summary>
/// One or more whole text frames as they go onto the wire, one behind the other. A server's frames are not masked, so
/// the same bytes serve every client: never changed once made.
/// </summary>
internal readonly struct TextFrames(byte[] bytes)
{
    public byte[] Bytes { get; } = bytes;

    public int Length => Bytes.Length;

    /// <summary>One frame around a payload.</summary>
    public static TextFrames Of(ReadOnlySpan<byte> payload)
    {
        var bytes = new byte[FrameWriting.HeaderLength(payload.Length) + payload.Length];
        FrameWriting.Write(bytes, Opcode.Text, payload);
        return new TextFrames(bytes);
    }

    /// <summary>The payloads in their order, for a wire with frames of its own.</summary>
    public Enumerator GetEnumerator() => new(Bytes);

    internal ref struct Enumerator(ReadOnlySpan<byte> rest)
    {
        private ReadOnlySpan<byte> _rest = rest;

        public ReadOnlySpan<byte> Current { get; private set; }

        public bool MoveNext()
        {
            if (_rest.IsEmpty) return false;
            var (header, length) = _rest[1] switch
            {
                126 => (4, BinaryPrimitives.ReadUInt16BigEndian(_rest[2..])),
                127 => (FrameWriting.MaxHeader, (int)BinaryPrimitives.ReadUInt64BigEndian(_rest[2..])),
                var small => (2, small),
            };
            Current = _rest.Slice(header, length);
            _rest = _rest[(header + length)..];
            return true;
        }
    }
}
