using System.Text.RegularExpressions;

namespace DocumentEngine.Markup;

/// <summary>
/// Distinguishes Markdown from plain text by its marks in the first 64 Ki characters. A single "#" line (a comment) is
/// not enough.
/// </summary>
internal static partial class MarkdownEvidence
{
    private const int Looked = 64 * 1024;
    private const int Enough = 3;

    public static bool In(string text)
    {
        if (text.StartsWith("#!", StringComparison.Ordinal))
            return false;
        var head = text.Length > Looked ? text[..Looked] : text;
        var headings = Headings(head);
        var fences = Math.Min(2, Fence().Count(head) / 2);
        var links = Math.Min(2, Link().Count(head));
        var tables = Math.Min(1, TableRule().Count(head));
        var lists = Math.Min(1, ListItem().Count(head) / 2);
        var strong = Math.Min(1, Strong().Count(head));
        // Each heading counts for more than the marks that plain text has as well.
        return headings + fences + links + tables > 0
            && (2 * (headings + fences + links + tables)) + lists + strong >= Enough;
    }

    // A shell session has "# command" lines, all of one level; a document has a title, or headings of several levels.
    private static int Headings(string text)
    {
        var levels = Heading()
            .Matches(text)
            .Select(match => match.Value.TrimStart().TakeWhile(c => c == '#').Count())
            .ToList();
        return levels.Count <= 1 || levels.Exists(level => level > 1) ? Math.Min(2, levels.Count) : 0;
    }

    // A heading stands alone: an empty line (or the start) before it, none of the same kind right after it.
    [GeneratedRegex(@"(?:\A|\n[ \t]*\r?\n)#{1,6} \S[^\n]*(?=\n(?!#)|\Z)")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^ {0,3}(?:```|~~~)", RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\[[^\]\n]{1,200}\]\([^)\s]{1,500}\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^ {0,3}\|?(?: *:?-{3,}:? *\|)+(?: *:?-{3,}:? *)?\r?$", RegexOptions.Multiline)]
    private static partial Regex TableRule();

    [GeneratedRegex(@"^ {0,3}[-*+] \S", RegexOptions.Multiline)]
    private static partial Regex ListItem();

    [GeneratedRegex(@"\*\*[^*\s][^*\n]{0,200}\*\*")]
    private static partial Regex Strong();
}
