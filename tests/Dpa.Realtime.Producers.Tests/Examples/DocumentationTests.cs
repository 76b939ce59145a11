using System.Text.RegularExpressions;

namespace Dpa.Realtime.Producers.Tests.Examples;

/// <summary>
/// Blocks of <c>cs</c> in these pages are code that these tests run; those of <c>csharp</c> elsewhere are compiled.
/// </summary>
public sealed partial class DocumentationTests
{
    [Theory]
    [InlineData("docs/testing.md")]
    [InlineData("docs/producers.md")]
    [InlineData("src/Dpa.Realtime.AI/README.md")]
    [InlineData("src/Dpa.Realtime.Hangfire/README.md")]
    [InlineData("src/Dpa.Realtime.Hosting/README.md")]
    [InlineData("src/Dpa.Realtime.Http/README.md")]
    [InlineData("src/Dpa.Realtime.Quartz/README.md")]
    [InlineData("src/Dpa.Realtime.Testing/README.md")]
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

    private static string Squeezed(string code) => string.Concat(code.Where(static c => !char.IsWhiteSpace(c)));

    [GeneratedRegex("```cs\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
