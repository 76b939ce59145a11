using System.Text.RegularExpressions;

namespace Dpa.Realtime.Docs.Tests;

/// <summary>Every link of a page to another page, a file or a heading leads somewhere.</summary>
public sealed partial class LinkTests
{
    public static TheoryData<string> AllPages => [.. Pages.All];

    [Theory]
    [MemberData(nameof(AllPages))]
    public void Links_OfAPage_LeadSomewhere(string page)
    {
        var dead = new List<string>();
        var text = Code().Replace(Pages.Text(page), "");
        foreach (var target in Link().Matches(text).Select(static m => m.Groups[1].Value))
        {
            if (Absolute().IsMatch(target)) continue;
            var parts = target.Split('#', 2);
            var file = parts[0].Length == 0
                ? page
                : Path.Combine(Path.GetDirectoryName(page)!, parts[0]);
            var path = Path.GetFullPath(Path.Combine(Pages.Root, file));
            if (!File.Exists(path) && !Directory.Exists(path)) dead.Add($"{target}: no such file");
            else if (parts.Length == 2 && Path.GetExtension(path) == ".md" && !Anchors(path).Contains(parts[1]))
                dead.Add($"{target}: no such heading");
        }

        Assert.Empty(dead);
    }

    /// <summary>As GitHub makes them: lower case, no punctuation, dashes for spaces, numbered if repeated.</summary>
    internal static HashSet<string> Anchors(string path)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (Match heading in Heading().Matches(Code().Replace(File.ReadAllText(path), "")))
        {
            var words = Markup().Replace(heading.Groups[1].Value, "$1").ToLowerInvariant();
            var anchor = Punctuation().Replace(words, "").Replace(' ', '-');
            var unique = anchor;
            for (var i = 1; !found.Add(unique); i++) unique = $"{anchor}-{i}";
        }

        return found;
    }

    [GeneratedRegex(@"\[(?:[^\[\]]|\[[^\]]*\])*\]\(<?([^)\s>]+)>?(?:\s+""[^""]*"")?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^[a-z][a-z0-9+.-]*:|^//", RegexOptions.IgnoreCase)]
    private static partial Regex Absolute();

    [GeneratedRegex(@"^ *```.*?^ *```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Code();

    [GeneratedRegex(@"^#{1,6} +(.*?) *#*$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex Markup();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex Punctuation();
}
