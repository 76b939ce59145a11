using System.Text.RegularExpressions;

namespace Dpa.Realtime.Producers.Tests.Examples;

/// <summary>
/// Blocks of <c>cs</c> in these pages are code that these tests run; those of <c>csharp</c> elsewhere are compiled.
/// </summary>
public sealed partial class DocumentationTests
{
    private static readonly string[] Folders = ["docs", "samples", "src", "benchmarks", "tests", "tools", "templates"];
    private static readonly string[] Skipped = ["node_modules", "bin", "obj", "artifacts", "assets", "dist", "results"];

    /// <summary>Whatever page has such a block, with no list to forget one in.</summary>
    public static TheoryData<string> AllPages =>
    [
        .. Directory.EnumerateFiles(Repository.Root, "*.md")
            .Concat(Folders.SelectMany(static f => Below(Path.Combine(Repository.Root, f))))
            .Where(static file => Blocks().IsMatch(File.ReadAllText(file)))
            .Select(static file => Path.GetRelativePath(Repository.Root, file))
            .Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void Pages_AreFound() => Assert.InRange(AllPages.Count, 8, 100);

    /// <summary>A reader has to open what these examples open: the page says so.</summary>
    [Theory]
    [MemberData(nameof(AllPages))]
    public void Pages_NameTheNamespacesOfTheirExamples(string page)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, page));
        var own = Path.GetFileName(Path.GetDirectoryName(page))!;

        Assert.Contains("The examples open", text, StringComparison.Ordinal);
        Assert.Contains("`using Dpa.Realtime", text, StringComparison.Ordinal);
        if (own.StartsWith("Dpa.Realtime", StringComparison.Ordinal))
            Assert.Contains($"`using {own};`", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(AllPages))]
    public void Snippets_AreCodeOfTheseTests(string page)
    {
        var code = Directory
            .EnumerateFiles(Path.Combine(Repository.Tests, "Examples"), "*.cs")
            .Select(f => Squeezed(File.ReadAllText(f)))
            .ToArray();
        var blocks = Blocks()
            .Matches(File.ReadAllText(Path.Combine(Repository.Root, page)))
            .Select(static m => m.Groups[1].Value)
            .ToArray();

        Assert.NotEmpty(blocks);
        Assert.All(blocks, block =>
            Assert.True(
                code.Any(c => c.Contains(Squeezed(block), StringComparison.Ordinal)),
                $"Not in Examples/:\n{block}"));
    }

    [Fact]
    public void JobTest_HasAtMostFifteenLines()
    {
        var test = Blocks().Match(File.ReadAllText(Path.Combine(Repository.Root, "docs/testing.md"))).Groups[1].Value;

        Assert.InRange(test.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 10, 15);
    }

    private static IEnumerable<string> Below(string folder) =>
        Directory.EnumerateFiles(folder, "*.md")
            .Concat(Directory.EnumerateDirectories(folder)
                .Where(static d => !Skipped.Contains(Path.GetFileName(d)))
                .SelectMany(Below));

    private static string Squeezed(string code) => string.Concat(code.Where(static c => !char.IsWhiteSpace(c)));

    [GeneratedRegex("```cs *\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
