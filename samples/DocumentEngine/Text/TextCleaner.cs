using System.Text;
using System.Text.RegularExpressions;

namespace DocumentEngine.Text;

/// <summary>
/// Makes extracted text fit to store, search and show: no control characters (PostgreSQL refuses U+0000), one form for
/// each letter, single blanks, at most one empty line, words put together again that were hyphenated at a line's end.
/// </summary>
public static partial class TextCleaner
{
    /// <summary>Cleans a text; never fails, whatever it holds.</summary>
    public static string Clean(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var kept = LetterForms.Unify(Printable(text));
        kept = Blanks().Replace(kept, " ");
        kept = BlanksWithTab().Replace(kept, "\t");
        kept = BlanksAtLineEnds().Replace(kept, "\n");
        kept = EmptyLines().Replace(kept, "\n\n");
        return WithoutLineHyphens(kept).Trim();
    }

    private static string Printable(string text)
    {
        var kept = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '\r')
                kept.Append(i + 1 < text.Length && text[i + 1] == '\n' ? "" : "\n");
            else if (c is '\f' or '\v' or '\u0085' or '\u2028' or '\u2029')
                kept.Append('\n');
            else if (c is '\n' or '\t')
                kept.Append(c);
            else if (char.IsWhiteSpace(c))
                kept.Append(' ');
            else if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                kept.Append(c).Append(text[++i]);
            else if (!char.IsControl(c) && !char.IsSurrogate(c) && !IsInvisible(c))
                kept.Append(c);
        }

        return kept.ToString();
    }

    // U+FFFE, U+FFFF and U+FDD0..FDEF are no characters: string.Normalize throws on some of them.
    private static bool IsInvisible(char c) =>
        c is '\u00AD' or '\u200B' or '\u2060' or '\uFEFF' or '\uFFFE' or '\uFFFF' or (>= '\uFDD0' and <= '\uFDEF');

    // "real-\ntime" keeps its hyphen where the same text also writes "real-time" within a line.
    private static string WithoutLineHyphens(string text)
    {
        if (!HyphenAtLineEnd().IsMatch(text))
            return text;
        var hyphened = HyphenInLine()
            .Matches(text)
            .Select(static match => match.Value)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return HyphenAtLineEnd()
            .Replace(text, match =>
            {
                var (left, right) = (match.Groups[1].Value, match.Groups[2].Value);
                return hyphened.Contains($"{left}-{right}") ? $"{left}-{right}" : left + right;
            });
    }

    [GeneratedRegex(@" ?\t[ \t]*")]
    private static partial Regex BlanksWithTab();

    [GeneratedRegex(" {2,}")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"[ \t]*\n[ \t]*")]
    private static partial Regex BlanksAtLineEnds();

    [GeneratedRegex(@"\n{3,}")]
    private static partial Regex EmptyLines();

    [GeneratedRegex(@"(?<![\p{L}\p{Nd}-])(\p{L}?\p{Ll}{1,30})[-\u2010]\n(\p{Ll}{2,30})(?![\p{L}-])")]
    private static partial Regex HyphenAtLineEnd();

    [GeneratedRegex(@"(?<![\p{L}\p{Nd}-])\p{L}{1,31}-\p{L}{2,30}(?![\p{L}-])")]
    private static partial Regex HyphenInLine();
}
