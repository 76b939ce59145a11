using System.Collections.Frozen;

namespace DocumentEngine.Text;

/// <summary>Full stops that end no sentence: "e.g.", "Dr.", "J. Smith", "1." before a list item.</summary>
internal static class Abbreviations
{
    private static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(
        [
            "mr", "mrs", "ms", "dr", "prof", "st", "vs", "etc", "e.g", "i.e", "cf", "fig", "figs", "no", "nos", "vol",
            "pp", "ch", "sec", "eq", "ed", "eds", "al", "inc", "ltd", "co", "corp", "approx", "jan", "feb", "mar",
            "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Whether the full stop at <paramref name="stop"/> belongs to an abbreviation, an initial or a list number.
    /// </summary>
    public static bool EndsAt(string text, int stop)
    {
        var start = stop;
        while (start > 0 && stop - start < 8 && (char.IsAsciiLetterOrDigit(text[start - 1]) || text[start - 1] == '.'))
            start--;
        var word = text[start..stop];
        if (word.Length == 1 && char.IsAsciiLetterUpper(word[0]) && word[0] != 'I')
            return true;
        if (word.Length is 1 or 2 && word.All(char.IsAsciiDigit) && (start == 0 || text[start - 1] == '\n'))
            return true;
        return Known.Contains(word)
            && !(word.Equals("etc", StringComparison.OrdinalIgnoreCase) && NextIsUpper(text, stop + 1));
    }

    private static bool NextIsUpper(string text, int from)
    {
        while (from < text.Length && char.IsWhiteSpace(text[from]))
            from++;
        return from < text.Length && char.IsUpper(text[from]);
    }
}
