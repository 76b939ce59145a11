using System.Collections.Frozen;

namespace DocumentEngine.Markup;

/// <summary>
/// What the names of HTML elements mean to a reader. Names are lower case, as the tokenizer gives them.
/// </summary>
internal static class HtmlNames
{
    /// <summary>Their content is nothing to read.</summary>
    public static readonly FrozenSet<string> Hidden = Set(
        "script", "style", "noscript", "template", "head", "title", "nav", "iframe", "object", "select", "noembed",
        "noframes", "rp", "annotation", "annotation-xml");

    /// <summary>In these a tag that ends with a slash has no end tag.</summary>
    public static readonly FrozenSet<string> Foreign = Set("svg", "math");

    /// <summary>Each begins a line.</summary>
    public static readonly FrozenSet<string> Lines = Set("br", "tr", "dt", "dd", "option", "text", "textarea");

    /// <summary>Each is a paragraph of its own.</summary>
    public static readonly FrozenSet<string> Paragraphs = Set(
        "p", "div", "section", "article", "header", "footer", "main", "aside", "ul", "ol", "dl", "table", "pre",
        "blockquote", "figure", "figcaption", "hr", "form", "fieldset", "address", "details", "summary", "caption",
        "h1", "h2", "h3", "h4", "h5", "h6");

    /// <summary>They have no end tag, or may go without: they do not nest.</summary>
    public static readonly FrozenSet<string> WithoutEnd = Set(
        "p", "li", "br", "img", "hr", "td", "th", "tr", "dt", "dd", "input", "meta", "link", "option", "col", "wbr",
        "source", "area", "base", "html", "body", "param", "track", "embed", "tbody", "thead", "tfoot", "colgroup");

    /// <summary>May stand in a head; anything else ends it.</summary>
    public static readonly FrozenSet<string> OfTheHead = Set(
        "head", "title", "meta", "link", "base", "script", "style", "noscript", "template", "html");

    /// <summary>The level of a heading, or null.</summary>
    public static int? HeadingLevel(string name) => name is ['h', >= '1' and <= '6'] ? name[1] - '0' : null;

    private static FrozenSet<string> Set(params string[] names) => FrozenSet.ToFrozenSet(names, StringComparer.Ordinal);
}
