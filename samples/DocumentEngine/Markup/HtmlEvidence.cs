using System.Text.RegularExpressions;

namespace DocumentEngine.Markup;

/// <summary>Distinguishes HTML from text and from other XML by its beginning; comments are skipped.</summary>
internal static partial class HtmlEvidence
{
    private const int Looked = 2 * 1024;
    private const int LookedForComments = 64 * 1024;
    private const int EnoughBlocks = 3;

    /// <summary>A whole page: it begins with a tag, and has one of those that only HTML has.</summary>
    public static bool IsPage(string text)
    {
        var head = Head(text);
        return head.StartsWith('<') && Root().IsMatch(head);
    }

    /// <summary>
    /// A piece of a page, as editors and feeds give it: it begins with a block's tag, or has several blocks that are
    /// opened and closed. Ask for Markdown first, which may hold HTML.
    /// </summary>
    public static bool IsFragment(string text)
    {
        var head = Head(text);
        if (BlockStart().IsMatch(head))
            return true;
        return Block().Count(head) >= EnoughBlocks && !CodeMark().IsMatch(head);
    }

    private static string Head(string text)
    {
        var whole = text.Length > LookedForComments ? text[..LookedForComments] : text;
        var head = whole.Contains("<!--", StringComparison.Ordinal) ? Comment().Replace(whole, "") : whole;
        head = head.TrimStart();
        return head.Length > Looked ? head[..Looked] : head;
    }

    [GeneratedRegex(@"<(?:!doctype\s+html|html|head|body)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Root();

    [GeneratedRegex(@"<!--[\s\S]*?(?:-->|\z)")]
    private static partial Regex Comment();

    [GeneratedRegex(
        @"\A<(?:div|p|h[1-6]|table|ul|ol|dl|section|article|header|footer|main|aside|nav|blockquote|pre|figure|form|center|title|meta|style|script|link|span|font|a|b|strong|em|i|img|br|hr)(?:\s[^<>]{0,2000})?/?>",
        RegexOptions.IgnoreCase)]
    private static partial Regex BlockStart();

    [GeneratedRegex(
        @"<(p|div|h[1-6]|table|ul|ol|li|section|article|blockquote|td|tr|pre)(?:\s[^<>]{0,500})?>(?=[^\0]{0,1500}?</\1\s*>)",
        RegexOptions.IgnoreCase)]
    private static partial Regex Block();

    // A text about HTML shows it in code.
    [GeneratedRegex(@"^ {0,3}(?:```|~~~)|`<", RegexOptions.Multiline)]
    private static partial Regex CodeMark();
}
