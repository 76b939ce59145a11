namespace DocumentEngine.Encodings;

/// <summary>
/// Whether what was decoded has the shape of words: a wrong encoding puts signs, foreign letters and capitals into
/// them.
/// </summary>
internal static class WordShapes
{
    private const int LongestRun = 3;
    private const int CharactersAnOddity = 12;

    // Blanks are what the bytes of a program have few of.
    private const int LongestWord = 40;

    // What is frequent in the languages that windows-1252 is for; the rest of it (þ, ð, ¤, ¦, …) is what others look
    // like in it.
    private const string WesternSigns =
        "éèêëàâäáãåçîïíìñôöóòõøùûüúýÿæœßÉÈÊÀÂÄÁÃÅÇÎÍÑÔÖÓÕØÜÚÆŒ«»“”„‘’‚–—…•·°§©®™€£¥¿¡ªº½¼¾²³±×µ´¨¶†‰ \u00A0\u00AD";

    /// <summary>Whether it looks right.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isWestern">True for Latin text with accents here and there, false for any alphabet.</param>
    public static bool LookRight(string text, bool isWestern)
    {
        int high = 0, odd = 0, run = 0, blanks = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            blanks += c is ' ' or '\n' or '\t' ? 1 : 0;
            if (c <= '\u007F')
            {
                run = 0;
                continue;
            }

            high++;
            run = char.IsLetter(c) ? run + 1 : 0;
            if (
                char.IsControl(c)
                || c == '\uFFFD'
                || IsInsideWord(text, i)
                || (isWestern && (!WesternSigns.Contains(c) || run > LongestRun)))
                odd++;
        }

        return high > 0
            && (blanks + 2) * LongestWord >= text.Length
            && odd * (long)CharactersAnOddity <= high
            && (!isWestern || high * 4L <= text.Length);
    }

    // A sign between two letters, a capital after a small letter, letters of two alphabets side by side.
    private static bool IsInsideWord(string text, int i)
    {
        if (i == 0)
            return false;
        var (before, c) = (text[i - 1], text[i]);
        if (!char.IsLetter(before))
            return false;
        if (char.IsLetter(c))
            return (char.IsLower(before) && char.IsUpper(c)) || IsLatin(before) != IsLatin(c);
        return i + 1 < text.Length
            && char.IsLetter(text[i + 1])
            && c is not ('’' or '·' or '\u00AD' or '–' or '—' or '\u00A0' or '‑' or '‘' or '”' or '“' or '«' or '»')
            && !char.IsWhiteSpace(c)
            && char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.NonSpacingMark;
    }

    private static bool IsLatin(char c) => c <= '\u024F';
}
