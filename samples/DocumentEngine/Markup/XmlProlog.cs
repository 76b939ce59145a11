namespace DocumentEngine.Markup;

/// <summary>
/// What stands before the content of an XML text, up to its root's start tag. Read by hand, from left to right: time is
/// linear in the text, whatever it is.
/// </summary>
/// <param name="IsDeclared">Whether it begins with an XML declaration.</param>
/// <param name="Doctype">The name that its document type states, or null.</param>
/// <param name="Root">The name of its first element.</param>
/// <param name="Attributes">What follows the name in the start tag.</param>
internal sealed record XmlProlog(bool IsDeclared, string? Doctype, string Root, string Attributes)
{
    private const string Declaration = "<?xml";
    private const string DoctypeMark = "<!DOCTYPE";
    private const string CommentMark = "<!--";

    /// <summary>The prolog; null where the text does not begin like XML.</summary>
    public static XmlProlog? Of(ReadOnlySpan<char> text)
    {
        var rest = text.TrimStart();
        var isDeclared = BeginsWith(rest, Declaration) && rest.Length > Declaration.Length
            && char.IsWhiteSpace(rest[Declaration.Length]);
        if (isDeclared && !SkipTo(ref rest, ">"))
            return null;
        SkipMisc(ref rest);
        string? doctype = null;
        if (BeginsWith(rest, DoctypeMark))
        {
            doctype = TakeDoctype(ref rest);
            if (doctype is null)
                return null;
            SkipMisc(ref rest);
        }

        return StartTag(rest) is var (name, attributes) ? new(isDeclared, doctype, name, attributes) : null;
    }

    /// <summary>Blanks, comments, and references to style sheets.</summary>
    private static void SkipMisc(ref ReadOnlySpan<char> rest)
    {
        while (true)
        {
            rest = rest.TrimStart();
            var isSkipped = BeginsWith(rest, CommentMark)
                ? SkipTo(ref rest, "-->", CommentMark.Length)
                : BeginsWith(rest, "<?xml-") && SkipTo(ref rest, ">");
            if (!isSkipped)
                return;
        }
    }

    private static string? TakeDoctype(ref ReadOnlySpan<char> rest)
    {
        var inner = rest[DoctypeMark.Length..];
        if (inner.Length == 0 || !char.IsWhiteSpace(inner[0]))
            return null;
        inner = inner.TrimStart();
        var name = inner[..NameLength(inner)];
        inner = inner[name.Length..];
        var at = inner.IndexOfAny('[', '<', '>');
        if (name.Length == 0 || at < 0 || inner[at] == '<')
            return null;
        inner = inner[at..];
        if (inner[0] == '[')
        {
            if (!SkipTo(ref inner, "]"))
                return null;
            inner = inner.TrimStart();
        }

        if (inner is not ['>', ..])
            return null;
        rest = inner[1..];
        return name.ToString();
    }

    private static (string Name, string Attributes)? StartTag(ReadOnlySpan<char> rest)
    {
        if (rest is not ['<', var first, ..] || !(char.IsAsciiLetter(first) || first == '_'))
            return null;
        rest = rest[1..];
        var name = rest[..NameLength(rest)];
        rest = rest[name.Length..];
        if (rest is ['>', ..] or ['/', '>', ..])
            return (name.ToString(), "");
        if (rest.Length == 0 || !char.IsWhiteSpace(rest[0]))
            return null;
        var end = rest.IndexOfAny('<', '>');
        return end < 0 || rest[end] == '<' ? null : (name.ToString(), rest[..end].ToString());
    }

    private static int NameLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && (char.IsLetterOrDigit(text[length]) || text[length] is '_' or ':' or '.' or '-'))
            length++;
        return length;
    }

    private static bool BeginsWith(ReadOnlySpan<char> text, string mark) =>
        text.StartsWith(mark, StringComparison.OrdinalIgnoreCase);

    private static bool SkipTo(ref ReadOnlySpan<char> text, string mark, int from = 0)
    {
        var at = text[from..].IndexOf(mark, StringComparison.Ordinal);
        if (at < 0)
            return false;
        text = text[(from + at + mark.Length)..];
        return true;
    }
}
