namespace DocumentEngine.Csv;

/// <summary>The first line by which a table for Excel names its separator: <c>sep=;</c>, also in quotes.</summary>
internal static class CsvSeparatorLine
{
    private const string Mark = "sep=";

    /// <summary>The separator and the place after the line; null where the text begins with none.</summary>
    public static (char Separator, int Length)? In(string text)
    {
        var isQuoted = text.StartsWith('"');
        var at = isQuoted ? 1 : 0;
        if (string.Compare(text, at, Mark, 0, Mark.Length, StringComparison.OrdinalIgnoreCase) != 0)
            return null;
        at += Mark.Length;
        if (at >= text.Length || char.IsLetterOrDigit(text[at]) || text[at] is '"' or '\n' or '\r')
            return null;
        var separator = text[at++];
        if (isQuoted && (at >= text.Length || text[at++] != '"'))
            return null;
        var end = text.AsSpan(at).IndexOfAny('\n', '\r');
        if (end < 0 || !text.AsSpan(at, end).IsWhiteSpace())
            return null;
        at += end + 1;
        return (separator, at < text.Length && text[at - 1] == '\r' && text[at] == '\n' ? at + 1 : at);
    }
}
