using System.Globalization;
using System.Text;

namespace DocumentEngine.Text;

/// <summary>
/// Finds the words and CJK runs of a text, left to right: what index, query and highlight all build on.
/// </summary>
internal static class TextRuns
{
    /// <summary>The runs of the text.</summary>
    public static IEnumerable<TextRun> Of(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            var (kind, length) = KindAt(text, i);
            var end = kind switch
            {
                CharKind.Cjk => CjkEnd(text, i),
                CharKind.Word => WordEnd(text, i),
                _ => i + length,
            };
            if (kind != CharKind.Other)
                yield return new(i, end, kind == CharKind.Cjk);
            i = end;
        }
    }

    /// <summary>The places of a CJK run's characters; line breaks inside it are no characters.</summary>
    public static List<(int Start, int Length)> Characters(string text, TextRun run)
    {
        var places = new List<(int, int)>(run.End - run.Start);
        for (var i = run.Start; i < run.End;)
        {
            var length = char.IsHighSurrogate(text[i]) ? 2 : 1;
            if (text[i] != '\n')
                places.Add((i, length));
            i += length;
        }

        return places;
    }

    private static int CjkEnd(string text, int start)
    {
        var end = start;
        for (var i = start; i < text.Length;)
        {
            var (kind, length) = KindAt(text, i);
            if (kind == CharKind.Cjk)
                end = i + length;
            else if (text[i] != '\n' || end != i)
                break;
            i += length;
        }

        return end;
    }

    private static int WordEnd(string text, int start)
    {
        var i = start;
        while (i < text.Length && KindAt(text, i) is (CharKind.Word, var length))
            i += length;
        return i;
    }

    private static (CharKind Kind, int Length) KindAt(string text, int index)
    {
        if (char.IsAscii(text[index]))
            return (char.IsAsciiLetterOrDigit(text[index]) ? CharKind.Word : CharKind.Other, 1);
        if (!Rune.TryGetRuneAt(text, index, out var rune))
            return (CharKind.Other, 1);
        if (CjkScript.Contains(rune.Value))
            return (CharKind.Cjk, rune.Utf16SequenceLength);
        return (IsWord(Rune.GetUnicodeCategory(rune)) ? CharKind.Word : CharKind.Other, rune.Utf16SequenceLength);
    }

    // What FTS5's unicode61 takes for a token (L*, N*), and the marks that belong to a letter before them.
    private static bool IsWord(UnicodeCategory category) => category is <= UnicodeCategory.OtherLetter
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    private enum CharKind
    {
        Other,
        Word,
        Cjk,
    }
}
