namespace DocumentEngine.Text;

/// <summary>
/// The characters of scripts written without blanks between words (Han, kana) and Hangul, which is searched the same
/// way.
/// </summary>
public static class CjkScript
{
    /// <summary>Whether the code point is an ideograph, kana or Hangul syllable; punctuation is not.</summary>
    public static bool Contains(int codePoint) =>
        codePoint
            is (>= 0x4E00 and <= 0x9FFF)
                or (>= 0x3400 and <= 0x4DBF)
                or (>= 0x3041 and <= 0x3096)
                or (>= 0x30A1 and <= 0x30FA)
                or 0x3005
                or 0x3007
                or 0x30FC
                or (>= 0xAC00 and <= 0xD7A3)
                or (>= 0xF900 and <= 0xFAFF)
                or (>= 0x20000 and <= 0x3FFFF);

    /// <summary>Whether the character is one; a half of a surrogate pair is not.</summary>
    public static bool Contains(char c) => Contains((int)c);

    /// <summary>How many there are in the text.</summary>
    public static int Count(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Contains(rune.Value))
                count++;
        }

        return count;
    }
}
