using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace DocumentEngine.Markup;

/// <summary>
/// Bounds the nesting of HTML before it is parsed: the parser's time grows with its square (measured: 600 KB of nested elements,
/// 50 s). Elements that need no end tag are not counted, so an ordinary page of any length passes.
/// </summary>
internal static partial class HtmlDepth
{
    private const int Most = 20_000;

    private static readonly FrozenSet<string> WithoutEnd = FrozenSet.ToFrozenSet(
        ["p", "li", "br", "img", "hr", "td", "th", "tr", "dt", "dd", "input", "meta", "link", "option", "col", "wbr", "source", "area", "base", "html", "body", "head"],
        StringComparer.OrdinalIgnoreCase);

    public static bool IsTooDeep(string text)
    {
        var withoutEnd = WithoutEnd.GetAlternateLookup<ReadOnlySpan<char>>();
        var depth = 0;
        foreach (var tag in Tag().EnumerateMatches(text))
        {
            var isEnd = text[tag.Index + 1] == '/';
            if (withoutEnd.Contains(text.AsSpan(tag.Index + (isEnd ? 2 : 1), tag.Length - (isEnd ? 2 : 1))))
                continue;
            depth = Math.Max(0, depth + (isEnd ? -1 : 1));
            if (depth > Most)
                return true;
        }

        return false;
    }

    [GeneratedRegex("</?[a-zA-Z][a-zA-Z0-9]{0,30}")]
    private static partial Regex Tag();
}
