using System.Text.RegularExpressions;

namespace Dpa.Realtime.Docs.Tests;

/// <summary>
/// A block of code in a page. What it takes for granted stands above it in a comment that readers do not see:
/// <c>&lt;!-- given: static List&lt;string&gt; files = null!; --&gt;</c>, for C# members of a static class, for
/// TypeScript declarations and imports.
/// </summary>
/// <param name="Page">Its page, below the repository's root.</param>
/// <param name="Line">The line of its first line of code, from 1.</param>
/// <param name="Language">As the fence says it: <c>csharp</c>, <c>tsx</c>, …</param>
/// <param name="Code">The code.</param>
/// <param name="Given">What is taken for granted.</param>
public sealed partial record Snippet(string Page, int Line, string Language, string Code, string Given)
{
    public static IEnumerable<Snippet> In(string page, params string[] languages)
    {
        var text = Pages.Text(page);
        foreach (Match match in Block().Matches(text))
        {
            var language = match.Groups["language"].Value;
            if (!languages.Contains(language)) continue;
            var code = match.Groups["code"];
            var line = text.AsSpan(0, code.Index).Count('\n') + 1;
            var indent = match.Groups["indent"].Value;
            var flush = code.Value.Replace('\n' + indent, "\n", StringComparison.Ordinal);
            yield return new Snippet(page, line, language, flush, match.Groups["given"].Value);
        }
    }

    /// <summary>The scripts of an HTML block, each as a block of its own.</summary>
    public IEnumerable<Snippet> Scripts() => Script().Matches(Code).Select(match => this with
    {
        Line = Line + Code.AsSpan(0, match.Groups[1].Index).Count('\n'),
        Language = "js",
        Code = match.Groups[1].Value,
    });

    public override string ToString() => $"{Page}:{Line}";

    [GeneratedRegex(
        @"(?:<!-- given:(?<given>(?:(?!-->).)*)-->\n+)?^(?<indent> *)```(?<language>\w+) *\n(?<code>.*?)^\k<indent>```$",
        RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"<script\b[^>]*>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Script();
}
