using System.Buffers.Binary;
using System.Text;

namespace Dpa.Realtime.Codecs;

/// <summary>
/// Reads what <see cref="ByteWriter"/> wrote; anything else ends in an <see cref="InvalidDataException"/>.
/// </summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public byte Byte() => Take(1)[0];

    public bool Flag() => Byte() switch
    {
        0 => false,
        1 => true,
        _ => throw Bad(),
    };

    public long Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return (long)(value >> 1) ^ -(long)(value & 1);
        }

        throw Bad();
    }

    /// <summary>A count or length, which cannot be more than the bytes that follow.</summary>
    public int Count()
    {
        var count = Number();
        return count >= 0 && count <= _rest.Length ? (int)count : throw Bad();
    }

    /// <summary>A place in a list that the bytes do not hold.</summary>
    public int Index()
    {
        var index = Number();
        return index is >= 0 and <= int.MaxValue ? (int)index : throw Bad();
    }

    public double Real()
    {
        var value = BinaryPrimitives.ReadDoubleLittleEndian(Take(8));
        return double.IsFinite(value) ? value : throw Bad();
    }

    public ReadOnlySpan<byte> Bytes() => Take(Count());

    public string Text()
    {
        try
        {
            return Strict.GetString(Bytes());
        }
        catch (DecoderFallbackException)
        {
            throw Bad();
        }
    }

    public string? OptionalText() => Flag() ? Text() : null;

    public long? OptionalNumber() => Flag() ? Number() : null;

    public DateTimeOffset Time() => Time(Number());

    public DateTimeOffset? OptionalTime() => Flag() ? Time(Number()) : null;

    public PipelinePosition Position() => new(Text(), Number());

    public PipelineStatus Status()
    {
        var value = Byte();
        return value <= (byte)PipelineStatus.Waiting ? (PipelineStatus)value : throw Bad();
    }

    public ProgressError? OptionalError() => Flag() ? new ProgressError(Text(), Text(), Text(), Flag()) : null;

    public void Version(byte known)
    {
        if (Byte() != known)
            throw new InvalidDataException(
                "The bytes were written by another version of Dpa.Realtime. Run the same version on all nodes, "
                    + "or give the versions different key prefixes."
            );
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length) throw Bad();
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    private static DateTimeOffset Time(long ticks) =>
        ticks >= DateTimeOffset.MinValue.UtcTicks && ticks <= DateTimeOffset.MaxValue.UtcTicks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : throw Bad();

    private static InvalidDataException Bad() =>
        new("The bytes are not what this version of Dpa.Realtime writes.");
}
