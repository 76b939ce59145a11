using System.Text.RegularExpressions;

namespace Dpa.Realtime.Docs.Tests;

/// <summary>What pages claim of numbers of lines and of folders is so.</summary>
public sealed partial class ClaimTests
{
    [Fact]
    public void ReadmeHeadings_ThatCountLines_CountTheBlockBelow()
    {
        var claims = LinesAndBlock().Matches(Pages.Text("README.md"));

        Assert.Equal(2, claims.Count);
        Assert.All(claims, static c => Assert.Equal(int.Parse(c.Groups[1].ValueSpan, null), Lines(c.Groups[2].Value)));
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("samples/Quickstart/README.md")]
    public void Quickstart_HasAsManyLinesAsIsClaimed(string page)
    {
        var text = Pages.Text(page);

        Assert.Contains($" {LinesBelow("samples/Quickstart", "*.cs")} lines of C#", text);
        Assert.Contains($" a page of {LinesBelow("samples/Quickstart/wwwroot", "*")} lines", text);
    }

    [Fact]
    public void Quickstart_NamesEachFileOfCSharpWithItsLines()
    {
        var text = Pages.Text("samples/Quickstart/README.md");
        var files = Directory.EnumerateFiles(Path.Combine(Pages.Root, "samples/Quickstart"), "*.cs");

        Assert.All(files, file => Assert.Contains($"`{Path.GetFileName(file)}` {Lines(File.ReadAllText(file))}", text));
    }

    /// <summary>What is typed: `dotnet new web` has three lines of the server already.</summary>
    [Fact]
    public void GettingStarted_HasAsManyLinesAsIsClaimed()
    {
        var blocks = Snippet.In("docs/getting-started.md", "csharp", "html").ToList();

        Assert.Equal(["csharp", "html"], blocks.Select(static b => b.Language));
        Assert.Equal(25, blocks.Sum(static b => Lines(b.Code)) - 3);
    }

    [Theory]
    [InlineData("Hangfire", 1)]
    [InlineData("Quartz", 0)]
    [InlineData("A BackgroundService", 2)]
    public void ExistingApplication_ChangesAtMostTwoLines(string heading, int changed)
    {
        var text = Pages.Text("docs/existing-application.md");
        var section = text[text.IndexOf($"\n## {heading}\n", StringComparison.Ordinal)..];
        var lines = section[..section.IndexOf("\n## ", 4, StringComparison.Ordinal)].Split('\n');

        Assert.Equal(changed, lines.Count(static l => l.StartsWith('-')));
        Assert.InRange(lines.Count(static l => l.StartsWith('+')), 5, 8);
    }

    [Theory]
    [InlineData("samples/DocumentPipelineHost/README.md", "## Folders", "samples/DocumentPipelineHost")]
    [InlineData("docs/architecture.md", "## The folders of", "src/Dpa.Realtime")]
    public void FolderTable_NamesEachFolder(string page, string heading, string project)
    {
        var text = Pages.Text(page);
        var rows = text[text.IndexOf(heading, StringComparison.Ordinal)..]
            .Split('\n')
            .SkipWhile(static line => !line.StartsWith('|'))
            .TakeWhile(static line => line.StartsWith('|'))
            .Skip(2);

        Assert.Equal(
            Folders(project),
            rows.SelectMany(static row => Name().Matches(row.Split('|')[1]))
                .Select(static m => m.Groups[1].Value)
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ClientInside_NamesEachFolderAndTheirNumber()
    {
        var text = Pages.Text("docs/client-dotnet.md");
        var inside = text[text.IndexOf("## Inside", StringComparison.Ordinal)..];
        var folders = Folders("src/Dpa.Realtime.Client");

        Assert.Contains($"{Number(folders.Length)} folders.", inside);
        Assert.All(folders, f => Assert.Contains($"`{f}`", inside));
    }

    [Fact]
    public void Changelog_HasEachSectionOnceInARelease()
    {
        var twice = File.ReadAllText(Path.Combine(Pages.Root, "CHANGELOG.md"))
            .Split("\n## ")
            .SelectMany(static release => Section().Matches(release)
                .Select(static m => m.Value)
                .GroupBy(static s => s)
                .Where(static g => g.Count() > 1)
                .Select(g => $"{release.Split('\n')[0]}: {g.Key}"));

        Assert.Empty(twice);
    }

    private static int LinesBelow(string folder, string files) =>
        Directory.EnumerateFiles(Path.Combine(Pages.Root, folder), files).Sum(static f => Lines(File.ReadAllText(f)));

    private static int Lines(string text) => text.Split('\n').Count(static l => l.Trim().Length > 0);

    private static string Number(int n) =>
        n switch { 5 => "Five", 6 => "Six", 7 => "Seven", 8 => "Eight", _ => $"{n}" };

    /// <summary>Those with code, without the page's.</summary>
    private static string[] Folders(string project) =>
    [
        .. Directory.EnumerateDirectories(Path.Combine(Pages.Root, project))
            .Where(static d => Directory.EnumerateFiles(d, "*.cs").Any())
            .Select(static d => Path.GetFileName(d))
            .Where(static d => d is not ("bin" or "obj"))
            .Order(StringComparer.Ordinal),
    ];

    [GeneratedRegex(
        @"^## The \w+, in (\d+) lines\n.*?^```\w+\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex LinesAndBlock();

    [GeneratedRegex(@"`(\w+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"^### .*$", RegexOptions.Multiline)]
    private static partial Regex Section();
}
