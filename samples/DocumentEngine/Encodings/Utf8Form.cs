using System.Buffers;
using System.Text;

namespace DocumentEngine.Encodings;

/// <summary>How well bytes fit the form of UTF-8.</summary>
internal static class Utf8Form
{
    /// <summary>
    /// The characters beyond ASCII that are well-formed, and the places that are not. A character cut by the end is no
    /// error.
    /// </summary>
    public static (long Characters, long Errors) Count(ReadOnlySpan<byte> bytes)
    {
        long characters = 0, errors = 0;
        for (var at = 0; at < bytes.Length;)
        {
            var ascii = bytes[at..].IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
            if (ascii < 0)
                break;
            at += ascii;
            var status = Rune.DecodeFromUtf8(bytes[at..], out _, out var length);
            if (status == OperationStatus.NeedMoreData)
                break;
            if (status == OperationStatus.Done)
                characters++;
            else
                errors++;
            at += length;
        }

        return (characters, errors);
    }
}
