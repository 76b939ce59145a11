using AngleSharp.Html.Parser;

namespace DocumentEngine.Markup;

/// <summary>
/// Knows which end tags are still to come in a page. Promises: linear in the page for each name that is asked for.
/// </summary>
internal sealed class HtmlEnds(string html)
{
    private static readonly string[] BracketEnds = ["</rp", "<rt", "<rp", "<rb", "</ruby"];
    private readonly Dictionary<string, int> _last = new(StringComparer.Ordinal);

    /// <summary>Whether an element whose content is no markup, or nothing to read, is never closed.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="mode">How its content is read.</param>
    /// <param name="from">The place after its start tag.</param>
    /// <param name="isRuby">Whether it stands in words with readings.</param>
    /// <param name="isEquation">Whether it stands in an equation.</param>
    public bool IsCut(string name, HtmlParseMode mode, int from, bool isRuby, bool isEquation) => name switch
    {
        "rp" => !isRuby || !HasEndOfBracket(from),
        "annotation" or "annotation-xml" => !isEquation || !HasEnd(name, from),
        _ => mode is not (HtmlParseMode.PCData or HtmlParseMode.Plaintext) && !HasEnd(name, from),
    };

    /// <summary>The page without the marks of a comment that is never closed: it would hide the rest.</summary>
    public static string WithoutOpenComment(string html)
    {
        const string Mark = "<!--";
        var end = Math.Max(
            html.LastIndexOf("-->", StringComparison.Ordinal), html.LastIndexOf("--!>", StringComparison.Ordinal));
        var open = html.IndexOf(Mark, Math.Max(0, end), StringComparison.Ordinal);
        return open < 0 ? html : html[..open] + html[open..].Replace(Mark, "", StringComparison.Ordinal);
    }

    private bool HasEnd(string name, int from)
    {
        if (!_last.TryGetValue(name, out var last))
            _last[name] = last = LastEnd("</" + name);
        return last >= from;
    }

    // A bracket around a reading ends at the next tag, which may be that of the reading.
    private bool HasEndOfBracket(int from)
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
}
