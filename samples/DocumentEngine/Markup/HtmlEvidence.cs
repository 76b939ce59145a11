using System.Text.RegularExpressions;

namespace DocumentEngine.Markup;

/// <summary>Tells HTML from text and from other XML by its first 2 Ki characters.</summary>
internal static partial class HtmlEvidence
{
    private const int Looked = 2 * 1024;

    public static bool In(string text)
    {
        var head = text.AsSpan(0, Math.Min(Looked, text.Length)).TrimStart();
        return head.StartsWith("<") && Root().IsMatch(head);
    }

    [GeneratedRegex(@"<(?:!doctype\s+html|html|head|body)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Root();
}
