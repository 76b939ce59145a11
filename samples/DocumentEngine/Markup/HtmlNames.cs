using System.Collections.Frozen;

namespace DocumentEngine.Markup;

/// <summary>
/// What the names of HTML elements mean to a reader. Names are lower case, as the tokenizer gives them.
/// </summary>
internal static class HtmlNames
{
    /// <summary>Their content is nothing to read.</summary>
    public static readonly FrozenSet<string> Hidden = Set(
        "script", "style", "title", "iframe", "noembed", "noframes", "rp", "annotation", "annotation-xml");

    /// <summary>They are left out up to their own end tag.</summary>
    public static readonly FrozenSet<string> Asides = Set("nav", "select", "noscript", "template", "object");

    /// <summary>In these a tag that ends with a slash has no end tag.</summary>
    public static readonly FrozenSet<string> Foreign = Set("svg", "math");

    /// <summary>Each begins a line.</summary>
    public static readonly FrozenSet<string> Lines = Set("br", "tr", "dt", "dd", "option", "text", "textarea");

    /// <summary>Their blanks and line ends are shown as they are.</summary>
    public static readonly FrozenSet<string> Preformatted = Set("pre", "listing", "xmp", "plaintext", "textarea");

    /// <summary>They have items.</summary>
    public static readonly FrozenSet<string> Lists = Set("ol", "ul", "menu", "dir");

    /// <summary>
    /// Each is a paragraph of its own: all that the HTML standard's chapter on rendering shows as a block (15.3),
    /// without what has lines, items or cells.
    /// </summary>
    public static readonly FrozenSet<string> Paragraphs = Set(
        "p", "div", "section", "article", "header", "footer", "main", "aside", "nav", "search", "hgroup", "ul", "ol",
        "dl", "menu", "dir", "table", "caption", "pre", "listing", "xmp", "plaintext",
        "blockquote", "center", "figure", "figcaption", "hr", "form", "fieldset", "legend", "optgroup", "address",
        "details", "summary", "dialog", "body", "frameset", "marquee", "foreignobject", "h1", "h2", "h3", "h4", "h5",
        "h6");

    /// <summary>They have no end tag, or may go without: they do not nest.</summary>
    public static readonly FrozenSet<string> WithoutEnd = Set(
        "p", "li", "br", "img", "hr", "td", "th", "tr", "dt", "dd", "input", "meta", "link", "option", "col", "wbr",
        "source", "area", "base", "html", "body", "param", "track", "embed", "tbody", "thead", "tfoot", "colgroup");

    /// <summary>May stand in a head; anything else ends it.</summary>
    public static readonly FrozenSet<string> OfTheHead = Set(
        "head", "title", "meta", "link", "base", "script", "style", "noscript", "template", "html");

    /// <summary>The level of a heading, or null.</summary>
    public static int? HeadingLevel(string name) => name is ['h', >= '1' and <= '6'] ? name[1] - '0' : null;

    /// <summary>Whether its end tag ends all that is open in it.</summary>
    public static bool IsBlock(string name) =>
        Paragraphs.Contains(name) || Asides.Contains(name) || Foreign.Contains(name) || name == "head";

    private static FrozenSet<string> Set(params string[] names) => FrozenSet.ToFrozenSet(names, StringComparer.Ordinal);
}
