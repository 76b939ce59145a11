using System.Text;
using System.Text.RegularExpressions;

namespace DocumentEngine.Encodings;

/// <summary>
/// Control characters in a text: the colours of a terminal and blocks of NULs (a log after a power cut) are taken out;
/// more of others than a text has are the sign of binary data.
/// </summary>
internal static partial class ControlCharacters
{
    private const int CharactersAControl = 200;

    /// <summary>The text without them; null where it is binary.</summary>
    public static string? Clean(string text)
    {
        var clean = text.Contains('\u001B') ? TerminalSequence().Replace(text, "") : text;
        var (controls, nulls) = Count(clean);
        if ((controls - 1) * (long)CharactersAControl > clean.Length)
            return null;
        return nulls ? clean.Replace("\0", "", StringComparison.Ordinal) : clean;
    }

    // A run of NULs counts once: it is one hole, however long.
    private static (int Controls, bool HasNull) Count(string text)
    {
        var (controls, hasNull) = (0, false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (!char.IsControl(c) || c is '\n' or '\r' or '\t' or '\f' or '\b' or '\u0085')
                continue;
            controls += c == '\0' && i > 0 && text[i - 1] == '\0' ? 0 : 1;
            hasNull |= c == '\0';
        }

        return (controls, hasNull);
    }

    // ECMA-48 control sequences, and the titles that shells set.
    [GeneratedRegex(
        @"\u001B(?:\[[0-?]{0,32}[ -/]{0,4}[@-~]|\][^\u0007\u001B\n]{0,200}(?:\u0007|\u001B\\)|[()][0-9A-B]|[=>78cDEHMNOZ])"
    )]
    private static partial Regex TerminalSequence();
}
