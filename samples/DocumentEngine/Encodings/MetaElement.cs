namespace DocumentEngine.Encodings;

/// <summary>
/// Finds the encoding that a page's meta elements name, as browsers do (html.spec.whatwg.org, "prescan a byte stream"):
/// not in comments, and of a <c>content</c> only beside <c>http-equiv</c>. Linear in the text.
/// </summary>
internal static class MetaElement
{
    private const string Comment = "<!--";
    private const string CommentEnd = "-->";
    private const string Element = "<meta";
    private const string Charset = "charset";

    /// <summary>The name; null where none is named.</summary>
    public static string? EncodingIn(string head)
    {
        for (var at = head.IndexOf('<', StringComparison.Ordinal); at >= 0; at = Next(head, at))
        {
            if (Begins(head, at, Comment))
            {
                // "<!-->" is a whole comment.
                var end = head.IndexOf(CommentEnd, at + 2, StringComparison.Ordinal);
                if (end < 0)
                    return null;
                at = end + CommentEnd.Length - 1;
            }
            else if (Begins(head, at, Element) && IsBlank(head.ElementAtOrDefault(at + Element.Length)))
            {
                at += Element.Length;
                if (Read(head, ref at) is { } name)
                    return name;
            }
        }

        return null;
    }

    private static int Next(string head, int at) => at + 1 < head.Length ? head.IndexOf('<', at + 1) : -1;

    private static string? Read(string head, ref int at)
    {
        string? charset = null, content = null;
        var isType = false;
        while (ReadAttribute(head, ref at) is var (name, value))
        {
            if (Is(name, Charset))
                charset ??= value.Trim();
            else if (Is(name, "content"))
                content ??= value;
            else if (Is(name, "http-equiv"))
                isType |= Is(value.Trim(), "content-type");
        }

        return charset ?? (isType && content is not null ? InContent(content) : null);
    }

    private static (string Name, string Value)? ReadAttribute(string head, ref int at)
    {
        while (at < head.Length && (IsBlank(head[at]) || head[at] == '/'))
            at++;
        if (at >= head.Length || head[at] == '>')
            return null;
        var name = Take(head, ref at, static c => c is '=' or '>' or '/' || IsBlank(c), atLeast: 1);
        Skip(head, ref at);
        if (at >= head.Length || head[at] != '=')
            return (name, "");
        at++;
        Skip(head, ref at);
        if (at >= head.Length || head[at] is not ('"' or '\''))
            return (name, Take(head, ref at, static c => c == '>' || IsBlank(c), atLeast: 0));
        var quote = head[at++];
        var value = Take(head, ref at, c => c == quote, atLeast: 0);
        at++;
        return (name, value);
    }

    // "text/html; charset=gb2312"
    private static string? InContent(string content)
    {
        var at = content.IndexOf(Charset, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return null;
        at += Charset.Length;
        Skip(content, ref at);
        if (at >= content.Length || content[at] != '=')
            return null;
        at++;
        Skip(content, ref at);
        return Take(content, ref at, static c => c == ';' || IsBlank(c), atLeast: 0).Trim('"', '\'');
    }

    private static string Take(string text, ref int at, Func<char, bool> isEnd, int atLeast)
    {
        var start = at;
        at = Math.Min(text.Length, at + atLeast);
        while (at < text.Length && !isEnd(text[at]))
            at++;
        return text[start..at];
    }

    private static void Skip(string text, ref int at)
    {
        while (at < text.Length && IsBlank(text[at]))
            at++;
    }

    private static bool IsBlank(char c) => c is ' ' or '\t' or '\n' or '\r' or '\f';

    private static bool Is(string name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static bool Begins(string text, int at, string word) =>
        string.Compare(text, at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0;
}
