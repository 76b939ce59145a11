using System.Text.RegularExpressions;

namespace DocumentEngine.Markup;

/// <summary>
/// The block of <c>key: value</c> lines before a Markdown text. A rule of three hyphens begins many texts too: it is
/// front matter only where every line of it has the form.
/// </summary>
/// <param name="Title">The title that it states, or null.</param>
/// <param name="Lines">Its lines, without the rules.</param>
internal sealed partial record FrontMatter(string? Title, IReadOnlyList<string> Lines)
{
    private const int MostLines = 200;

    /// <summary>The front matter, null where there is none, and the text after it.</summary>
    public static (FrontMatter? Matter, string Body) Split(string text)
    {
        if (!Rule().IsMatch(text))
            return (null, text);
        var lines = new List<string>();
        string? title = null;
        for (var at = NextLine(text, 0); at < text.Length && lines.Count <= MostLines;)
        {
            var next = NextLine(text, at);
            var line = text[at..next].TrimEnd();
            at = next;
            if (line is "---" or "...")
                return lines.Exists(static each => Key().IsMatch(each))
                    ? (new(title, lines), text[at..])
                    : (null, text);
            if (!IsOfTheForm(line, lines))
                break;
            if (TitleLine().Match(line) is { Success: true } match)
                title ??= match.Groups[1].Value.Trim().Trim('"', '\'');
            lines.Add(line);
        }

        return (null, text);
    }

    // A key, a comment, or what belongs to the key above: an indented line, an item, an empty line inside it.
    private static bool IsOfTheForm(string line, List<string> before) =>
        Key().IsMatch(line)
        || line.StartsWith('#') && !line.StartsWith("# ", StringComparison.Ordinal)
        || (
            before.Exists(static each => Key().IsMatch(each))
            && (
                line.Length == 0
                || line[0] is ' ' or '\t'
                || line.StartsWith("- ", StringComparison.Ordinal)
                || line is "]" or "}"));

    private static int NextLine(string text, int from)
    {
        var end = text.IndexOf('\n', from);
        return end < 0 ? text.Length : end + 1;
    }

    [GeneratedRegex(@"\A---[ \t]*\r?\n")]
    private static partial Regex Rule();

    [GeneratedRegex(@"^[""']?[\p{L}_][\p{L}\p{N}_ .-]{0,60}[""']?\s*:(?:\s|$)")]
    private static partial Regex Key();

    [GeneratedRegex(@"^title\s*:\s*(\S.*)$", RegexOptions.IgnoreCase)]
    private static partial Regex TitleLine();
}
