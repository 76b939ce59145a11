using System.Text.RegularExpressions;

namespace DocumentEngine.Markup;

/// <summary>
/// Cuts long Markdown into pieces that mean the same one by one: the parser's time grows with the square of some inputs
/// (80 KB of "[a](": 1.6 s), so that only what it gets at once can bound it. Each piece gets the link definitions that
/// it uses.
/// </summary>
internal static partial class MarkdownPieces
{
    /// <summary>The most characters of a text that is left whole.</summary>
    public const int MostWhole = 32 * 1024;

    private const int Most = 8 * 1024;

    private const int MostDefinitions = 2_000;
    private const int MostDefinitionsOfAPiece = 200;

    /// <summary>The pieces, in order; the text itself where it is short.</summary>
    public static IEnumerable<string> Of(string text)
    {
        if (text.Length <= MostWhole)
            return [text];
        var plain = text.Contains('\r')
            ? text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n')
            : text;
        return Cut(plain, Definitions(plain));
    }

    private static IEnumerable<string> Cut(string text, Dictionary<string, string> definitions)
    {
        var fence = "";
        for (var start = 0; start < text.Length;)
        {
            var opening = fence;
            var end = End(text, start, ref fence);
            var piece = (opening.Length > 0 ? opening + "\n" : "") + text[start..end];
            yield return definitions.Count == 0 ? piece : piece + "\n\n" + string.Join('\n', Used(piece, definitions));
            start = end;
        }
    }

    /// <summary>
    /// The end of a piece: before the last line within reach that begins something new (after an empty line, not
    /// indented), else after the last line, else after the last blank. The fence is what code is open at the end.
    /// </summary>
    private static int End(string text, int start, ref string fence)
    {
        if (text.Length - start <= Most)
            return text.Length;
        var (border, fenceAtBorder, lastLine, fenceAtLine) = (0, "", 0, "");
        var wasEmpty = false;
        for (var line = start; line - start < Most;)
        {
            var content = text.AsSpan(line, Math.Min(Most + 1, text.Length - line));
            content = content.IndexOf('\n') is var length and >= 0 ? content[..length] : content;
            if (line > start)
                (lastLine, fenceAtLine) = (line, fence);
            if (line > start && wasEmpty && fence.Length == 0 && content.Length > 0 && content[0] is not (' ' or '\t'))
                (border, fenceAtBorder) = (line, fence);
            if (line + content.Length - start > Most)
                break;
            fence = FenceAfter(content, fence);
            wasEmpty = content.IsWhiteSpace();
            line += content.Length + 1;
        }

        if (border > 0)
            return SetAnd(ref fence, fenceAtBorder, border);
        if (lastLine > 0)
            return SetAnd(ref fence, fenceAtLine, lastLine);
        var blank = text.AsSpan(start, Most).LastIndexOf(' ');
        return start + (blank > 0 ? blank + 1 : char.IsHighSurrogate(text[start + Most - 1]) ? Most - 1 : Most);
    }

    private static int SetAnd(ref string fence, string value, int end)
    {
        fence = value;
        return end;
    }

    private static string FenceAfter(ReadOnlySpan<char> line, string fence)
    {
        var trimmed = line.Trim();
        if (trimmed.Length < 3 || trimmed[0] is not ('`' or '~'))
            return fence;
        var run = trimmed.Length - trimmed.TrimStart(trimmed[0]).Length;
        if (run < 3)
            return fence;
        if (fence.Length == 0)
            return trimmed[0] == '`' && trimmed[run..].Contains('`') ? "" : new string(trimmed[0], Math.Min(run, 100));
        return trimmed[0] == fence[0] && run >= fence.Length && run == trimmed.Length ? "" : fence;
    }

    private static Dictionary<string, string> Definitions(string text)
    {
        var definitions = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var match in Definition().Matches(text).Take(MostDefinitions))
            definitions.TryAdd(match.Groups[1].Value, match.Value.Trim());
        return definitions;
    }

    private static IEnumerable<string> Used(string piece, Dictionary<string, string> definitions) =>
        Label()
            .Matches(piece)
            .Select(static match => match.Groups[1].Value)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Where(definitions.ContainsKey)
            .Take(MostDefinitionsOfAPiece)
            .Select(label => definitions[label]);

    [GeneratedRegex(@"^ {0,3}\[([^\]\[^\n][^\]\[\n]{0,100})\]:[ \t]*\S[^\n]{0,500}$", RegexOptions.Multiline)]
    private static partial Regex Definition();

    [GeneratedRegex(@"\[([^\]\[^\n][^\]\[\n]{0,100})\]")]
    private static partial Regex Label();
}
