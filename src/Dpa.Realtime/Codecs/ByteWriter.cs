using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Dpa.Realtime.Codecs;

/// <summary>
/// Writes the compact binary form: variable-length whole numbers, texts with their length, absent values as one byte.
/// </summary>
internal sealed class ByteWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(256);

    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();

    public void Byte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
    }

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Number(long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63)); // small negative numbers stay short too
        var span = _buffer.GetSpan(10);
        var length = 0;
        while (rest >= 0x80)
        {
            span[length++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        span[length++] = (byte)rest;
        _buffer.Advance(length);
    }

    public void Real(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_buffer.GetSpan(8), value);
        _buffer.Advance(8);
    }

    public void Text(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        Number(length);
        Encoding.UTF8.GetBytes(value, _buffer.GetSpan(length));
        _buffer.Advance(length);
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Number(value.Length);
        _buffer.Write(value);
    }

    public void OptionalText(string? value)
    {
        Flag(value is not null);
        if (value is not null) Text(value);
    }

    public void OptionalNumber(long? value)
    {
        Flag(value is not null);
        if (value is { } number) Number(number);
    }

    public void Time(DateTimeOffset value) => Number(value.UtcTicks);

    public void OptionalTime(DateTimeOffset? value) => OptionalNumber(value?.UtcTicks);

    public void Position(PipelinePosition value)
    {
        Text(value.Epoch);
        Number(value.Version);
    }

    public void OptionalError(ProgressError? error)
    {
        Flag(error is not null);
        if (error is null) return;
        Text(error.Code);
        Text(error.Message);
        Text(error.Suggestion);
        Flag(error.Retryable);
    }
}
