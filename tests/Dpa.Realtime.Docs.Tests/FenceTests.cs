using System.Text.RegularExpressions;

namespace Dpa.Realtime.Docs.Tests;

/// <summary>Every fence of every page is looked at by a test, or stands here with the reason why not.</summary>
public sealed partial class FenceTests
{
    /// <summary>By language: on whatever page such a block stands, this test looks at it.</summary>
    private static readonly Dictionary<string, string> TestOf = new(StringComparer.Ordinal)
    {
        ["csharp"] = nameof(SnippetTests),
        ["cs"] = "DocumentationTests of Dpa.Realtime.Producers.Tests",
        ["bash"] = nameof(ShellTests),
        ["sh"] = nameof(ShellTests),
        ["ts"] = nameof(TypeScriptTests),
        ["tsx"] = nameof(TypeScriptTests),
        ["js"] = nameof(TypeScriptTests),
        ["html"] = nameof(TypeScriptTests),
        ["json"] = nameof(DataFenceTests),
        ["yaml"] = nameof(DataFenceTests),
        ["nginx"] = nameof(NginxFenceTests),
        ["razor"] = nameof(RazorFenceTests),
    };

    /// <summary>By page and language: what tests of that page alone look at, or none can.</summary>
    private static readonly Dictionary<(string Page, string Language), string> ReasonOf = new()
    {
        [("docs/existing-application.md", "diff")] = "TutorialTests type it into fresh projects; ClaimTests count it",
        [("README.md", "text")] = "a diagram; ReadmeTests look for its types",
        [("docs/architecture.md", "text")] = "a diagram of folders; ClaimTests hold the table of folders below it",
        [("docs/redis.md", "text")] =
            "RedisFailure.Permissions: DocumentTests compare it, RefusedTests run a node as this user",
        [("samples/FromSignalR/README.md", "text")] = "what the sample writes; its numbers differ from run to run",
    };

    [Fact]
    public void Fences_OfEveryPage_HaveALanguageThatATestLooksAt() =>
        Assert.Equal(
            [],
            Fences()
                .Where(static f => !TestOf.ContainsKey(f.Language) && !ReasonOf.ContainsKey((f.Page, f.Language)))
                .Select(static f => $"{f.Page}:{f.Line}: no test looks at a block of '{f.Language}'"));

    /// <summary>A fence whose shape the other tests would not see would be looked at by none.</summary>
    [Fact]
    public void Fences_OfEveryPage_AreSeenByTheOtherTests()
    {
        string[] languages = [.. Fences().Select(static f => f.Language).Distinct()];
        var seen = Pages.All.SelectMany(page => Snippet.In(page, languages))
            .Select(static s => (s.Page, s.Line, s.Language));

        Assert.Equal([], Fences().Except(seen));
    }

    [Fact]
    public void Reasons_AreOfFencesThatAreThere() =>
        Assert.Equal([], ReasonOf.Keys.Except(Fences().Select(static f => (f.Page, f.Language))));

    [Theory]
    [InlineData("docs/redis.md", "RefusedTests")]
    [InlineData("docs/existing-application.md", "TutorialTests")]
    [InlineData("docs/producers.md", "DocumentationTests")]
    public void Tests_OfOtherSuites_AreThere(string page, string test)
    {
        Assert.Contains(page, Pages.All);
        Assert.NotEmpty(TestSources.Of(test));
    }

    private static IEnumerable<(string Page, int Line, string Language)> Fences() => Pages.All.SelectMany(Of);

    private static IEnumerable<(string Page, int Line, string Language)> Of(string page)
    {
        var isOpen = false;
        foreach (var (index, line) in Pages.Text(page).Split('\n').Index())
        {
            if (Fence().Match(line) is not { Success: true } match) continue;
            isOpen = !isOpen;
            if (isOpen) yield return (page, index + 2, match.Groups[1].Value.Trim());
        }
    }

    [GeneratedRegex("^[ >]*(?:`{3,}|~{3,})(.*)$")]
    private static partial Regex Fence();
}
