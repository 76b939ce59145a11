using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace DocumentEngine.Markup;

/// <summary>Recognizes XML that is no HTML by its root: a feed, a drawing, a program's settings.</summary>
internal static partial class XmlEvidence
{
    private const int Looked = 64 * 1024;

    // Letters of data to one of its tags, at most.
    private const int LettersInATag = 4;

    // What is often cut off at its end, or has no name of a namespace.
    private static readonly FrozenSet<string> KnownRoots = FrozenSet.ToFrozenSet(
        ["rss", "feed", "kml", "gpx", "urlset", "sitemapindex", "opml", "plist", "TEI", "wsdl", "xliff", "ncx"],
        StringComparer.Ordinal);

    private static readonly FrozenSet<string> HtmlNamespaces = FrozenSet.ToFrozenSet(
        ["http://www.w3.org/1999/xhtml", "http://www.w3.org/TR/REC-html40", "http://www.w3.org/TR/html4/"],
        StringComparer.Ordinal);

    private static readonly FrozenSet<string> HtmlElements = FrozenSet.ToFrozenSet(
        """
        a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body
        br button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em
        embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i
        iframe img input ins isindex kbd keygen label legend li link listing main map mark marquee math menu menuitem
        meta meter nav nobr noembed noframes noscript object ol optgroup option output p param picture plaintext pre
        progress q rb rp rt rtc ruby s samp script search section select slot small source spacer span strike strong
        style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var video
        wbr xmp
        """.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the text is XML of another kind than HTML.</summary>
    /// <param name="text">The text, or its beginning.</param>
    /// <param name="isCut">Whether there is more of it: its end shows nothing.</param>
    public static bool In(string text, bool isCut = false)
    {
        var head = text.AsSpan(0, Math.Min(Looked, text.Length));
        if (XmlProlog.Of(head) is not var (isDeclared, doctype, name, attributes))
            return false;
        var isStated = isDeclared || doctype is not null;
        var space = DefaultNamespace().Match(attributes) is { Success: true } match
            ? match.Groups[1].Value + match.Groups[2].Value : "";
        if (name.Equals("html", StringComparison.OrdinalIgnoreCase)
            || "html".Equals(doctype, StringComparison.OrdinalIgnoreCase)
            || HtmlNamespaces.Contains(space)
            || attributes.Contains("http://www.w3.org/1999/xhtml", StringComparison.Ordinal))
            return false;
        if (name is "svg" or "math")
            return isStated || (!isCut && IsEndedBy(name, text)); // else a page's piece that begins with a drawing
        if (HtmlElements.Contains(name))
            return space.Length > 0; // programs add namespaces with a prefix
        return isStated
            || space.Length > 0
            || attributes.Contains("xmlns:", StringComparison.Ordinal)
            || KnownRoots.Contains(name)
            || (name.Contains(':', StringComparison.Ordinal) && attributes.Contains('=', StringComparison.Ordinal))
            || (!isCut
                && !name.Contains('-', StringComparison.Ordinal) // a page's own elements have a hyphen
                && IsEndedBy(name, text)
                && IsMostlyTags(text, attributes.Contains('=', StringComparison.Ordinal)));
    }

    /// <summary>Whether the text ends with the element's end tag; comments may follow.</summary>
    private static bool IsEndedBy(string name, string text)
    {
        var rest = text.AsSpan().TrimEnd();
        while (rest.EndsWith("-->", StringComparison.Ordinal))
        {
            var comment = rest.LastIndexOf("<!--", StringComparison.Ordinal);
            if (comment < 0)
                return false;
            rest = rest[..comment].TrimEnd();
        }

        return rest is [.., '>']
            && rest.LastIndexOf("</", StringComparison.Ordinal) is var tag and >= 0
            && rest[(tag + 2)..^1].TrimEnd().SequenceEqual(name);
    }

    /// <summary>
    /// A text may stand between two tags as well (a prompt, a part of a corpus): a program's data has more letters in
    /// its tags than between them, and no long texts where its root has attributes.
    /// </summary>
    private static bool IsMostlyTags(string text, bool hasAttributes)
    {
        long inside = 0, outside = 0;
        var isInside = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '<' && i + 1 < text.Length)
                isInside = text[i + 1] is '/' or '!' or '?' or '_' || char.IsLetter(text[i + 1]);
            else if (c == '>')
                isInside = false;
            else if (char.IsLetter(c))
                (inside, outside) = isInside ? (inside + 1, outside) : (inside, outside + 1);
        }

        return outside < inside * (hasAttributes ? LettersInATag : 1);
    }

    [GeneratedRegex(@"(?:\A|\s)xmlns(?>\s*)=(?>\s*)(?:""([^""]*)""|'([^']*)')")]
    private static partial Regex DefaultNamespace();
}
