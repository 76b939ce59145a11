using System.Text.RegularExpressions;

namespace Dpa.Realtime.Docs.Tests;

/// <summary>
/// A block of code in a page. What it takes for granted stands above it in a comment that readers do not see:
/// <c>&lt;!-- given: static List&lt;string&gt; files = null!; --&gt;</c>, members of a static class.
/// </summary>
/// <param name="Page">Its page, below the repository's root.</param>
/// <param name="Line">The line of its first line of code, from 1.</param>
/// <param name="Code">The code.</param>
/// <param name="Given">What is taken for granted.</param>
public sealed partial record Snippet(string Page, int Line, string Code, string Given)
{
    public static IEnumerable<Snippet> In(string page)
    {
        var text = Pages.Text(page);
        foreach (Match match in Block().Matches(text))
        {
            var code = match.Groups["code"];
            var line = text.AsSpan(0, code.Index).Count('\n') + 1;
            var indent = match.Groups["indent"].Value;
            var flush = code.Value.Replace('\n' + indent, "\n", StringComparison.Ordinal);
            yield return new Snippet(page, line, flush, match.Groups["given"].Value);
        }
    }

    public override string ToString() => $"{Page}:{Line}";

    [GeneratedRegex(
        @"(?:<!-- given:(?<given>(?:(?!-->).)*)-->\n+)?^(?<indent> *)```csharp *\n(?<code>.*?)^\k<indent>```$",
        RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
