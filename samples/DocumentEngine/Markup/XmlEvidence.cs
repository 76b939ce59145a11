using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace DocumentEngine.Markup;

/// <summary>Recognizes XML that is no HTML by its root: a feed, a drawing, a program's settings.</summary>
internal static partial class XmlEvidence
{
    private const int Looked = 64 * 1024;
    private const int Tail = 4 * 1024;

    // What is often cut off at its end, or has no name of a namespace.
    private static readonly FrozenSet<string> KnownRoots = FrozenSet.ToFrozenSet(
        ["rss", "feed", "kml", "gpx", "urlset", "sitemapindex", "opml", "plist", "TEI", "wsdl", "xliff", "ncx"],
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
    public static bool In(string text)
    {
        if (XmlProlog.Of(text.AsSpan(0, Math.Min(Looked, text.Length))) is not var (isDeclared, doctype, name, attributes))
            return false;
        var isStated = isDeclared || doctype is not null;
        if (name.Equals("html", StringComparison.OrdinalIgnoreCase)
            || "html".Equals(doctype, StringComparison.OrdinalIgnoreCase)
            || attributes.Contains("http://www.w3.org/1999/xhtml", StringComparison.Ordinal))
            return false;
        var end = EndTag().Match(text, Math.Max(0, text.Length - Tail));
        var isEnded = end.Success && end.Groups[1].Value == name;
        if (name is "svg" or "math")
            return isStated || isEnded; // else a piece of a page that begins with a drawing
        var isOfANamespace = attributes.Contains("xmlns", StringComparison.Ordinal);
        if (HtmlElements.Contains(name))
            return attributes.Contains("xmlns=", StringComparison.Ordinal); // programs add namespaces with a prefix
        return isStated
            || isOfANamespace
            || name.Contains(':', StringComparison.Ordinal)
            || KnownRoots.Contains(name)
            || (isEnded && !name.Contains('-', StringComparison.Ordinal)); // a page's own elements have a hyphen
    }

    [GeneratedRegex(@"</([A-Za-z_][\w.:-]*)\s*>(?:\s|<!--[^<>]*-->)*\z")]
    private static partial Regex EndTag();
}
