using System.Buffers.Binary;

namespace Dpa.Realtime.LoadTest.Load;

/// <summary>
/// Reads whole, unmasked WebSocket frames (RFC 6455 section 5.2) from what one socket read brought; the rest stays for
/// the next.
/// </summary>
internal sealed class FrameReader
{
    private byte[] _buffer = new byte[4096];
    private int _from;
    private int _to;

    /// <summary>Where the next bytes of the socket go.</summary>
    public Memory<byte> Free()
    {
        if (_from > 0)
        {
            _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
            (_from, _to) = (0, _to - _from);
        }
        if (_to == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        return _buffer.AsMemory(_to);
    }

    public void Filled(int bytes) => _to += bytes;

    /// <summary>The bytes up to a blank line, for the answer to the upgrade.</summary>
    public bool TryReadHead(out ReadOnlySpan<byte> head)
    {
        var data = _buffer.AsSpan(_from, _to - _from);
        var length = data.IndexOf("\r\n\r\n"u8);
        head = length < 0 ? default : data[..length];
        if (length >= 0)
            _from += length + 4;
        return length >= 0;
    }

    public bool TryRead(out int opcode, out ReadOnlySpan<byte> payload)
    {
        var data = _buffer.AsSpan(_from, _to - _from);
        opcode = 0;
        payload = default;
        if (data.Length < 2)
            return false;
        var (header, length) = (data[1] & 0x7f) switch
        {
            126 => (4, data.Length < 4 ? -1 : BinaryPrimitives.ReadUInt16BigEndian(data[2..])),
            127 => (10, data.Length < 10 ? -1 : checked((int)BinaryPrimitives.ReadUInt64BigEndian(data[2..]))),
            var small => (2, small),
        };
        if (length < 0 || data.Length < header + length)
            return false;
        opcode = data[0] & 0x0f;
        payload = data.Slice(header, length);
        _from += header + length;
        return true;
    }
}
