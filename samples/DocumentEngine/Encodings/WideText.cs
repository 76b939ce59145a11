using System.Text;

namespace DocumentEngine.Encodings;

/// <summary>
/// Detects UTF-16 without a byte order mark. In Latin text every other byte is 0. In any text, blanks and line ends
/// have two bytes of which one is 0, always on the same side.
/// </summary>
internal static class WideText
{
    private const int Looked = 64 * 1024;
    private const int LeastBytes = 8;

    /// <summary>UTF-16, little or big endian; null where the bytes are no such text.</summary>
    public static Encoding? EncodingOf(ReadOnlySpan<byte> bytes)
    {
        var looked = bytes[..Math.Min(Looked, bytes.Length & ~1)];
        if (looked.Length < LeastBytes)
            return null;
        int evenNulls = 0, oddNulls = 0;
        for (var i = 0; i < looked.Length; i += 2)
        {
            evenNulls += looked[i] == 0 ? 1 : 0;
            oddNulls += looked[i + 1] == 0 ? 1 : 0;
        }

        // A log with a few NULs in it, or a program, has them on both sides, or hardly any.
        var (few, many) = (Math.Min(evenNulls, oddNulls), Math.Max(evenNulls, oddNulls));
        if (many == 0 || few * 20 > many || many * 100L < looked.Length / 2)
            return null;
        Encoding encoding = evenNulls > oddNulls ? new UnicodeEncoding(true, false) : new UnicodeEncoding(false, false);
        return LooksLikeText(encoding.GetString(looked)) ? encoding : null;
    }

    // Letters, digits, blanks and punctuation: chance pairs of bytes hit private, unassigned and rare characters.
    private static bool LooksLikeText(string text)
    {
        var strange = 0;
        foreach (var c in text)
            strange +=
                c == '\uFFFD' || (char.IsControl(c) && c is not ('\n' or '\r' or '\t' or '\f' or '\u001B')) || IsRare(c)
                    ? 1
                    : 0;
        return strange * 50L <= text.Length;
    }

    private static bool IsRare(char c) => char.GetUnicodeCategory(c)
        is System.Globalization.UnicodeCategory.PrivateUse or System.Globalization.UnicodeCategory.OtherNotAssigned;
}
