using System.Globalization;
using System.Text;

namespace DocumentEngine.Text;

/// <summary>
/// Brings a line that is given as it is seen, left to right, into the order in which it is read and typed. Hebrew and
/// Arabic run to the left; digits, and words of other scripts among them, keep their own direction; brackets are
/// mirrored.
/// </summary>
internal static class BidiOrder
{
    private const string Mirrored = "()[]{}<>«»‹›（）［］｛｝＜＞";

    // Beside a number they are part of it (European terminators, UAX 9).
    private const string OfANumber = "%‰٪$€£¥₪¢°#";

    private enum Direction
    {
        Neutral,
        Left,
        Right,
        Digit,
    }

    public static bool HasRightToLeft(string value)
    {
        foreach (var c in value)
        {
            if (IsRightToLeft(c))
                return true;
        }

        return false;
    }

    /// <summary>The pieces of the line, each a letter with what belongs to it, in the order of reading.</summary>
    /// <param name="seen">The letters from left to right as the page shows them.</param>
    public static string ToLogical(IReadOnlyList<string> seen)
    {
        var directions = seen.Select(DirectionOf).ToArray();
        JoinToNumbers(seen, directions);
        // Words count, not letters: one long name or address does not turn a line.
        var isRightward = Words(seen, directions, Direction.Left) > Words(seen, directions, Direction.Right);
        var text = new StringBuilder();
        if (isRightward)
            WriteRightward(seen, directions, text);
        else
            WriteLeftward(seen, directions, 0, seen.Count, text);
        return text.ToString();
    }

    private static void JoinToNumbers(IReadOnlyList<string> seen, Direction[] directions)
    {
        for (var i = 1; i < seen.Count; i++)
        {
            if (directions[i - 1] == Direction.Digit && OfANumber.Contains(seen[i], StringComparison.Ordinal))
                directions[i] = Direction.Digit;
        }

        for (var i = seen.Count - 2; i >= 0; i--)
        {
            if (directions[i + 1] == Direction.Digit && OfANumber.Contains(seen[i], StringComparison.Ordinal))
                directions[i] = Direction.Digit;
        }
    }

    /// <summary>How many words begin with a letter of that direction, signs and digits before it aside.</summary>
    private static int Words(IReadOnlyList<string> seen, Direction[] directions, Direction direction)
    {
        var (count, isNew) = (0, true);
        for (var i = 0; i < seen.Count; i++)
        {
            if (seen[i] == " ")
                isNew = true;
            else if (isNew && directions[i] is Direction.Left or Direction.Right)
                (count, isNew) = (count + (directions[i] == direction ? 1 : 0), false);
        }

        return count;
    }

    // A line of another script with some Hebrew or Arabic in it: each such run, from its first letter to its last, is
    // turned.
    private static void WriteRightward(IReadOnlyList<string> seen, Direction[] directions, StringBuilder text)
    {
        for (var i = 0; i < seen.Count;)
        {
            if (directions[i] != Direction.Right)
            {
                text.Append(seen[i++]);
                continue;
            }

            var end = i + 1;
            for (var j = i + 1; j < seen.Count && directions[j] != Direction.Left; j++)
                end = directions[j] == Direction.Right ? j + 1 : end;
            WriteLeftward(seen, directions, i, end, text);
            i = end;
        }
    }

    private static void WriteLeftward(
        IReadOnlyList<string> seen, Direction[] directions, int from, int to, StringBuilder text)
    {
        for (var i = to - 1; i >= from;)
        {
            if (directions[i] is Direction.Right or Direction.Neutral)
            {
                text.Append(directions[i] == Direction.Neutral ? Mirror(seen[i]) : seen[i]);
                i--;
                continue;
            }

            var start = RunStart(seen, directions, from, i);
            for (var j = start; j <= i; j++)
                text.Append(seen[j]);
            i = start - 1;
        }
    }

    // A run of words of another script goes over blanks and signs between them; a number only over what stands inside
    // numbers.
    private static int RunStart(IReadOnlyList<string> seen, Direction[] directions, int from, int last)
    {
        var start = last;
        var hasLetter = directions[last] == Direction.Left;
        for (var j = last - 1; j >= from && directions[j] != Direction.Right; j--)
        {
            if (directions[j] == Direction.Neutral)
            {
                if (
                    !hasLetter
                    && !(seen[j] is "." or "," or "/" or ":" or "-" or "٫" or "٬")
                    && !IsBeforeLetter(directions, from, j))
                    break;
                continue;
            }

            hasLetter |= directions[j] == Direction.Left;
            start = j;
        }

        return start;
    }

    private static bool IsBeforeLetter(Direction[] directions, int from, int at)
    {
        while (at >= from && directions[at] == Direction.Neutral)
            at--;
        return at >= from && directions[at] == Direction.Left;
    }

    private static string Mirror(string value) =>
        value.Length == 1 && Mirrored.IndexOf(value[0], StringComparison.Ordinal) is var at and >= 0
            ? Mirrored[at ^ 1].ToString()
            : value;

    private static Direction DirectionOf(string value)
    {
        if (HasRightToLeft(value))
            return Direction.Right;
        foreach (var rune in value.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category == UnicodeCategory.DecimalDigitNumber)
                return Direction.Digit;
            if (Rune.IsLetter(rune))
                return Direction.Left;
        }

        return Direction.Neutral;
    }

    // Hebrew, Arabic, Syriac, Thaana, N'Ko and their presentation forms; Arabic-Indic digits run to the right like all
    // digits.
    private static bool IsRightToLeft(char c) =>
        c is (>= '\u0590' and <= '\u08FF') or (>= '\uFB1D' and <= '\uFDFF') or (>= '\uFE70' and <= '\uFEFC')
        && char.GetUnicodeCategory(c) != UnicodeCategory.DecimalDigitNumber;
}
