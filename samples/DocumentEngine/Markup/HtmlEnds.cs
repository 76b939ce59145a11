namespace DocumentEngine.Markup;

/// <summary>
/// Knows which end tags are still to come in a page. Promises: linear in the page for each name that is asked for.
/// </summary>
internal sealed class HtmlEnds(string html)
{
    private static readonly string[] BracketEnds = ["</rp", "<rt", "<rp", "<rb", "</ruby"];
    private readonly Dictionary<string, int> _last = new(StringComparer.Ordinal);

    /// <summary>Whether an end tag of the name follows.</summary>
    /// <param name="name">One of the few names whose content is no markup.</param>
    /// <param name="from">The place in the page.</param>
    public bool HasEnd(string name, int from)
    {
        if (!_last.TryGetValue(name, out var last))
            _last[name] = last = LastEnd("</" + name);
        return last >= from;
    }

    /// <summary>Whether a bracket around a reading ends at the next tag, which may be that of the reading.</summary>
    /// <param name="from">The place after its start tag.</param>
    public bool HasEndOfBracket(int from)
    {
        var rest = html.AsSpan(Math.Min(from, html.Length));
        var tag = rest.IndexOf('<') is var at and >= 0 ? rest[at..] : "";
        foreach (var end in BracketEnds)
        {
            if (tag.StartsWith(end, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    // "</title-bar>" ends no title.
    private int LastEnd(string tag)
    {
        var at = html.LastIndexOf(tag, StringComparison.OrdinalIgnoreCase);
        while (
            at >= 0
            && at + tag.Length < html.Length
            && html[at + tag.Length] is not (' ' or '\t' or '\r' or '\n' or '\f' or '/' or '>'))
            at = html.AsSpan(0, at).LastIndexOf(tag, StringComparison.OrdinalIgnoreCase);
        return at;
    }

    /// <summary>The page without the marks of a comment that is never closed: it would hide the rest.</summary>
    public static string WithoutOpenComment(string html)
    {
        const string Mark = "<!--";
        var end = Math.Max(
            html.LastIndexOf("-->", StringComparison.Ordinal), html.LastIndexOf("--!>", StringComparison.Ordinal));
        var open = html.IndexOf(Mark, Math.Max(0, end), StringComparison.Ordinal);
        return open < 0 ? html : html[..open] + html[open..].Replace(Mark, "", StringComparison.Ordinal);
    }
}
