using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Dpa.Realtime.WebSockets;

/// <summary>The header of a client's frame, mask included, as far as it has come (RFC 6455 section 5.2).</summary>
internal struct FrameHeader
{
    private const int Least = 2;
    private const int MaskLength = 4;

    private Bytes _bytes;
    private int _taken;
    private int _more; // beyond the first two bytes; known with the second

    /// <summary>How many bytes have come.</summary>
    public readonly int Taken => _taken;

    /// <summary>Whether all of it has come.</summary>
    public readonly bool IsComplete => _taken == Least + _more;

    /// <summary>From the first byte on, until the next header's.</summary>
    public readonly int Opcode => _bytes[0] & 0x0F;

    /// <summary>Likewise: whether the message ends with this frame.</summary>
    public readonly bool IsFinal => (_bytes[0] & 0x80) != 0;

    /// <summary>Likewise: whether a bit is set that only extensions use.</summary>
    public readonly bool IsExtended => (_bytes[0] & 0x70) != 0;

    /// <summary>From the second byte on.</summary>
    public readonly bool IsMasked => (_bytes[1] & 0x80) != 0;

    /// <summary>Likewise: the payload's length, or 126 and 127 where that follows in two or eight bytes.</summary>
    public readonly int ShortLength => _bytes[1] & 0x7F;

    /// <summary>Of a complete header: the payload's length.</summary>
    public readonly ulong PayloadLength => ShortLength switch
    {
        126 => BinaryPrimitives.ReadUInt16BigEndian(_bytes[Least..]),
        127 => BinaryPrimitives.ReadUInt64BigEndian(_bytes[Least..]),
        _ => (ulong)ShortLength,
    };

    /// <summary>Of a complete header.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Mask => _bytes[(Least + _more - MaskLength)..(Least + _more)];

    public void Take(byte next)
    {
        _bytes[_taken++] = next;
        if (_taken == Least) _more = MaskLength + ShortLength switch { 126 => 2, 127 => 8, _ => 0 };
    }

    /// <summary>What comes is the next frame's.</summary>
    public void Restart() => (_taken, _more) = (0, 0);

    [InlineArray(14)]
    private struct Bytes
    {
        private byte _first;
    }
}
