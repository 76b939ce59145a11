using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;

namespace DocumentEngine.Markup;

/// <summary>What a start tag states by itself.</summary>
internal static class HtmlTags
{
    private const int HeadCharacters = 2_000;

    /// <summary>
    /// The mode that a tree builder sets in the tokenizer: in these elements, only their own end tag is a tag.
    /// </summary>
    public static HtmlParseMode ModeOf(string name) => name switch
    {
        "title" or "textarea" => HtmlParseMode.RCData,
        "style" or "xmp" or "iframe" or "noembed" or "noframes" => HtmlParseMode.Rawtext,
        "script" => HtmlParseMode.Script,
        "plaintext" => HtmlParseMode.Plaintext,
        _ => HtmlParseMode.PCData,
    };

    /// <summary>Whether a tag may end its own element, as XML has it.</summary>
    public static bool IsXhtml(string html)
    {
        var head = html.AsSpan(0, Math.Min(html.Length, HeadCharacters));
        return head.TrimStart().StartsWith("<?xml", StringComparison.Ordinal)
            || head.Contains("http://www.w3.org/1999/xhtml", StringComparison.Ordinal);
    }

    /// <summary>The value that somebody filled in, or the label of a button.</summary>
    public static string InputValue(HtmlTagToken tag)
    {
        var type = Attribute(tag, "type") ?? "text";
        if (type.ToUpperInvariant() is "CHECKBOX" or "RADIO")
            return Attribute(tag, "checked") is null ? "☐ " : "☒ ";
        var isShown =
            type.ToUpperInvariant() is not ("HIDDEN" or "PASSWORD" or "RANGE" or "COLOR" or "FILE" or "IMAGE");
        return isShown && Attribute(tag, "value") is { Length: > 0 } value ? $" {value} " : "";
    }

    /// <summary>The value of an attribute, or null.</summary>
    public static string? Attribute(HtmlTagToken tag, string name)
    {
        foreach (var attribute in tag.Attributes)
        {
            if (attribute.Name == name)
                return attribute.Value;
        }

        return null;
    }
}
