using System.Text;
using DocumentEngine.Text;

namespace DocumentEngine.Encodings;

/// <summary>
/// Detects UTF-16 without a byte order mark. In Latin text every other byte is 0. In any text, blanks and line ends
/// have two bytes of which one is 0, always on the same side. In Chinese and Japanese, where there may be none, one of
/// each two bytes is of the few that ideographs, kana and their punctuation begin with.
/// </summary>
internal static class WideText
{
    private const int Looked = 64 * 1024;
    private const int LeastBytes = 8;
    private static readonly UnicodeEncoding LittleEndian = new(false, false);
    private static readonly UnicodeEncoding BigEndian = new(true, false);

    /// <summary>UTF-16, little or big endian; null where the bytes are no such text.</summary>
    public static Encoding? EncodingOf(ReadOnlySpan<byte> bytes)
    {
        var looked = bytes[..Math.Min(Looked, bytes.Length & ~1)];
        if (looked.Length < LeastBytes)
            return null;
        if (Ideographic(looked) is { } ideographic)
            return ideographic;
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
        Encoding encoding = evenNulls > oddNulls ? BigEndian : LittleEndian;
        return LooksLikeText(encoding.GetString(looked)) ? encoding : null;
    }

    /// <summary>Whether the bytes may be ideographs in UTF-16, too few to be sure.</summary>
    public static bool MayBe(ReadOnlySpan<byte> bytes)
    {
        var looked = bytes[..Math.Min(Looked, bytes.Length & ~1)];
        return looked.Length >= LeastBytes
            && !IsMostlyAscii(looked)
            && (IsIdeographic(LittleEndian, looked, surely: false) || IsIdeographic(BigEndian, looked, surely: false));
    }

    // Two signs of ASCII look like one ideograph: a form's "____" and a title's "====" as well as letters. Kana are a
    // "0" and a sign from "A" on.
    private static bool IsMostlyAscii(ReadOnlySpan<byte> bytes)
    {
        var pairs = 0;
        for (var i = 0; i + 1 < bytes.Length; i += 2)
            pairs += IsShown(bytes[i]) && IsShown(bytes[i + 1]) && !IsKana(bytes[i], bytes[i + 1]) ? 1 : 0;
        return pairs * 4L >= bytes.Length;
    }

    private static bool IsKana(byte first, byte second) =>
        (first == '0' && second >= 'A') || (second == '0' && first >= 'A');

    private static bool IsShown(byte c) =>
        c is (>= (byte)' ' and <= (byte)'~') or (byte)'\r' or (byte)'\n' or (byte)'\t';

    private static UnicodeEncoding? Ideographic(ReadOnlySpan<byte> bytes)
    {
        if (Utf8Form.Count(bytes).Errors == 0 || IsMostlyAscii(bytes))
            return null;
        var (little, big) = (IsIdeographic(LittleEndian, bytes, true), IsIdeographic(BigEndian, bytes, true));
        return little == big ? null : little ? LittleEndian : BigEndian;
    }

    // Text in Shift JIS looks like ideographs of UTF-16 as well, but has no punctuation or kana in that reading.
    private static bool IsIdeographic(UnicodeEncoding encoding, ReadOnlySpan<byte> bytes, bool surely)
    {
        var text = encoding.GetString(bytes);
        int ideographs = 0, marks = 0, others = 0;
        foreach (var c in text)
        {
            var isKana = c is (>= '\u3041' and <= '\u3096') or (>= '\u30A1' and <= '\u30FC');
            var isMark = c is '\u3001' or '\u3002' or (>= '\u3008' and <= '\u3011') or (>= '\uFF01' and <= '\uFF5E')
                or (>= ' ' and <= '~') or '\n' or '\r' or '\t' or (>= '\u2013' and <= '\u2026') or '\u00B7' or '\u3000';
            // Hangul has blanks between its words, and text in GB 18030 looks like it.
            var isIdeograph = c is < '\uAC00' or > '\uD7A3' && CjkScript.Contains(c);
            ideographs += isIdeograph ? 1 : 0;
            marks += isKana || isMark ? 1 : 0;
            others += isMark || isKana || isIdeograph ? 0 : 1;
        }

        return ideographs * 2 >= text.Length
            && others * (surely ? 50L : 10L) <= text.Length
            && (!surely || (marks > 0 && marks * 100L >= text.Length));
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
