using System.Buffers;
using System.Text;

namespace Dpa.Realtime.WebSockets;

/// <summary>
/// Checks whether a text is UTF-8 while its bytes come (RFC 6455 section 8.1): a character may be split over fragments,
/// and an invalid one is detected at once.
/// </summary>
internal struct Utf8Check
{
    private uint _tail; // the bytes of a character that has begun, the first in the highest place
    private int _tailLength;

    /// <returns>False as soon as the bytes cannot become UTF-8.</returns>
    public bool Take(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_tailLength > 0)
            {
                if (!TakeOne(bytes[0])) return false;
                bytes = bytes[1..];
                continue;
            }

            var status = Rune.DecodeFromUtf8(bytes, out _, out var consumed);
            if (status == OperationStatus.InvalidData) return false;
            if (status == OperationStatus.Done)
            {
                bytes = bytes[Valid(bytes, consumed)..];
                continue;
            }

            foreach (var b in bytes) Keep(b);
            return IsPossible();
        }

        return true;
    }

    /// <summary>Whether no character is left unfinished.</summary>
    public readonly bool IsComplete => _tailLength == 0;

    public void Reset() => (_tail, _tailLength) = (0, 0);

    /// <summary>The common case in one go: the longest run of whole ASCII and characters.</summary>
    private static int Valid(ReadOnlySpan<byte> bytes, int first)
    {
        var ascii = bytes.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
        return ascii < 0 ? bytes.Length : Math.Max(ascii, first);
    }

    private bool TakeOne(byte next)
    {
        Keep(next);
        Span<byte> character = stackalloc byte[4];
        var status = Rune.DecodeFromUtf8(Tail(character), out _, out _);
        if (status == OperationStatus.Done) Reset();
        return status != OperationStatus.InvalidData && (status == OperationStatus.Done || IsPossible());
    }

    /// <summary>
    /// A begun character may already be impossible: overlong forms, surrogates and what lies above U+10FFFF show in the
    /// second byte.
    /// </summary>
    private readonly bool IsPossible()
    {
        Span<byte> character = stackalloc byte[4];
        return Rune.DecodeFromUtf8(Tail(character), out _, out _) != OperationStatus.InvalidData;
    }

    private void Keep(byte value)
    {
        _tail = (_tail << 8) | value;
        _tailLength++;
    }

    private readonly ReadOnlySpan<byte> Tail(Span<byte> target)
    {
        for (var i = 0; i < _tailLength; i++) target[i] = (byte)(_tail >> (8 * (_tailLength - 1 - i)));
        return target[.._tailLength];
    }
}
