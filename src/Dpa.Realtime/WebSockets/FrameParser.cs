using System.Buffers;
using System.Buffers.Binary;

namespace Dpa.Realtime.WebSockets;

/// <summary>
/// Reads a client's bytes as RFC 6455 frames: a state machine without I/O and without a clock. Whatever the bytes are
/// split into, the events are the same; a rule that is broken is noticed at the first byte that breaks it, before any
/// payload is taken.
/// </summary>
internal sealed class FrameParser(int maxMessageBytes) : IDisposable
{
    private const int MaxControlPayload = 125;
    private const int FirstBuffer = 4096;

    private FrameHeader _header;
    private byte[] _control = []; // as long as the longest control frame so far
    private bool _inPayload;
    private long _remaining;
    private int _maskPosition;
    private int _controlLength;
    private byte[]? _message;
    private int _messageLength;
    private int _emptyFragments;
    private bool _isFragmented; // a text message has begun and is not finished
    private Utf8Check _utf8;

    /// <summary>After <see cref="FrameEvent.Text"/>; valid until the next read.</summary>
    public ReadOnlyMemory<byte> Message => _message.AsMemory(0, _messageLength);

    /// <summary>After <see cref="FrameEvent.Ping"/>.</summary>
    public ReadOnlySpan<byte> ControlPayload => _control.AsSpan(0, _controlLength);

    /// <summary>
    /// After <see cref="FrameEvent.Close"/> the peer's code, after <see cref="FrameEvent.Failed"/> ours.
    /// </summary>
    public int Code { get; private set; }

    /// <summary>Whether a frame or a message has begun that is not finished: it must not take for ever.</summary>
    public bool IsInside => _header.Taken > 0 || _inPayload || _isFragmented;

    /// <summary>Takes bytes up to the next event.</summary>
    public FrameEvent Read(ref ReadOnlySpan<byte> input)
    {
        while (true)
        {
            if (!_inPayload)
            {
                if (!TakeHeader(ref input, out var failed)) return failed;
                _inPayload = true;
            }

            if (TakePayload(ref input) is not { } outcome) return FrameEvent.None;
            if (outcome != FrameEvent.None) return outcome;
        }
    }

    /// <summary>Gives the message's buffer back; called once the message has been handled.</summary>
    public void Release()
    {
        if (_isFragmented || _message is null) return;
        ArrayPool<byte>.Shared.Return(_message);
        _message = null;
        _messageLength = 0;
    }

    public void Dispose()
    {
        _isFragmented = false;
        Release();
    }

    private bool TakeHeader(ref ReadOnlySpan<byte> input, out FrameEvent failed)
    {
        failed = FrameEvent.None;
        while (!_header.IsComplete)
        {
            if (input.IsEmpty) return false;
            _header.Take(input[0]);
            input = input[1..];
            if (CheckHeader() is not { } code) continue;
            failed = Fail(code);
            return false;
        }

        BeginPayload();
        return true;
    }

    /// <summary>A close code as soon as the header is wrong.</summary>
    private int? CheckHeader() => _header.Taken switch
    {
        1 => CheckFirstByte(),
        2 => CheckSecondByte(),
        _ => _header.IsComplete ? CheckLength() : null,
    };

    private int? CheckFirstByte()
    {
        if (_header.IsExtended) return CloseCode.ProtocolError; // no extension was negotiated
        return _header.Opcode switch
        {
            Opcode.Continuation => _isFragmented ? null : CloseCode.ProtocolError,
            Opcode.Text => _isFragmented ? CloseCode.ProtocolError : null,
            Opcode.Binary => _isFragmented ? CloseCode.ProtocolError : CloseCode.UnsupportedData,
            Opcode.Close or Opcode.Ping or Opcode.Pong => _header.IsFinal ? null : CloseCode.ProtocolError,
            _ => CloseCode.ProtocolError,
        };
    }

    private int? CheckSecondByte()
    {
        if (!_header.IsMasked) return CloseCode.ProtocolError; // a client masks (section 5.1)
        return Opcode.IsControl(_header.Opcode) && _header.ShortLength > MaxControlPayload
            ? CloseCode.ProtocolError
            : null;
    }

    private int? CheckLength()
    {
        var declared = _header.PayloadLength;
        if (declared > long.MaxValue) return CloseCode.ProtocolError; // the most significant bit is 0 (section 5.2)
        _remaining = (long)declared;
        if (Opcode.IsControl(_header.Opcode))
            return null;
        if (declared == 0 && !_header.IsFinal)
            _emptyFragments++; // each counts as a byte, or a message of nothing would never end
        return declared + (ulong)_messageLength + (ulong)_emptyFragments > (ulong)maxMessageBytes
            ? CloseCode.TooBig
            : null;
    }

    private void BeginPayload()
    {
        _maskPosition = 0;
        if (Opcode.IsControl(_header.Opcode))
        {
            _controlLength = 0;
            if (_control.Length < _remaining) _control = new byte[_remaining];
        }
        else if (_message is null)
            // the announced length is not trusted yet
            _message = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(_remaining, 256, FirstBuffer));
    }

    /// <returns>Null where more bytes are needed; an event, or None where a fragment ended.</returns>
    private FrameEvent? TakePayload(ref ReadOnlySpan<byte> input)
    {
        var take = (int)Math.Min(_remaining, input.Length);
        var target = Opcode.IsControl(_header.Opcode) ? _control.AsSpan(_controlLength, take) : FreePart(take);
        Unmask(input[..take], target);
        input = input[take..];
        _remaining -= take;
        if (Opcode.IsControl(_header.Opcode)) _controlLength += take;
        else if (!_utf8.Take(target)) return Fail(CloseCode.InvalidPayload);
        else _messageLength += take;
        if (_remaining > 0) return null;
        _inPayload = false;
        _header.Restart();
        return Opcode.IsControl(_header.Opcode) ? EndControl() : EndFragment();
    }

    private FrameEvent EndFragment()
    {
        _isFragmented = !_header.IsFinal;
        if (!_header.IsFinal) return FrameEvent.None;
        _emptyFragments = 0;
        if (!_utf8.IsComplete) return Fail(CloseCode.InvalidPayload);
        return FrameEvent.Text;
    }

    private FrameEvent EndControl() => _header.Opcode switch
    {
        Opcode.Ping => FrameEvent.Ping,
        Opcode.Pong => FrameEvent.Pong,
        _ => EndClose(),
    };

    private FrameEvent EndClose()
    {
        Code = CloseCode.NoStatus;
        if (_controlLength == 0) return FrameEvent.Close;
        if (_controlLength == 1) return Fail(CloseCode.ProtocolError);
        Code = BinaryPrimitives.ReadUInt16BigEndian(_control);
        if (!CloseCode.IsLegal(Code)) return Fail(CloseCode.ProtocolError);
        var reason = default(Utf8Check);
        return reason.Take(_control.AsSpan(2, _controlLength - 2)) && reason.IsComplete
            ? FrameEvent.Close
            : Fail(CloseCode.InvalidPayload);
    }

    private Span<byte> FreePart(int more)
    {
        if (_messageLength + more > _message!.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_messageLength + more, _message.Length * 2));
            _message.AsSpan(0, _messageLength).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_message);
            _message = larger;
        }

        return _message.AsSpan(_messageLength, more);
    }

    private void Unmask(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var mask = _header.Mask;
        for (var i = 0; i < source.Length; i++) target[i] = (byte)(source[i] ^ mask[_maskPosition++ & 3]);
    }

    private FrameEvent Fail(int code)
    {
        Code = code;
        return FrameEvent.Failed;
    }
}
