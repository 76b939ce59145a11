using System.Text.RegularExpressions;

namespace Dpa.Realtime.Docs.Tests;

/// <summary>The first page names what is there: types in its diagram, all packages, pictures of a fair size.</summary>
public sealed partial class ReadmeTests
{
    private const int MaxPictureBytes = 150_000;

    private static readonly string[] PackedFolders =
        ["src", "tests/Dpa.Realtime.Specification", "tools/dpa-watch", "templates"];

    private static string Page { get; } = Pages.Text("README.md");

    [Fact]
    public void Diagram_NamesTypesOfTheLibrary()
    {
        var types = typeof(PipelineRun).Assembly.GetTypes().Select(static t => t.Name).ToHashSet();
        var diagram = Snippet.In("README.md", "text").First().Code;
        var named = TypeName().Matches(diagram).Select(static m => m.Value).Distinct().ToList();

        Assert.InRange(named.Count, 5, 20);
        Assert.Equal([], named.Except(types));
        Assert.NotNull(typeof(StageRun).GetMethods().FirstOrDefault(static m => m.Name == "Report"));
        Assert.Contains("stage.Report()", diagram);
    }

    [Fact]
    public void Packages_OfTheTable_AreAllThatArePacked()
    {
        var packed = PackedFolders
            .SelectMany(static folder => Directory.EnumerateFiles(
                Path.Combine(Pages.Root, folder), "*.csproj",
                new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 }))
            .Select(PackageId)
            .Append("@dpa/realtime");
        var rows = PackageRow().Matches(Page).Select(static m => m.Groups[1].Value);

        Assert.Equal(packed.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Pictures_AreSmall() =>
        Assert.All(
            Directory.EnumerateFiles(Path.Combine(Pages.Root, "docs/pictures")),
            static file => Assert.InRange(new FileInfo(file).Length, 1, MaxPictureBytes));

    [Fact]
    public void FirstPage_ShowsThePageAndSaysHowStableItIs()
    {
        Assert.Contains("](docs/pictures/upload-page.png)", Page);
        Assert.Contains("**Status:** before 1.0", Page);
    }

    private static string PackageId(string project) =>
        Id().Match(File.ReadAllText(project)) is { Success: true } named
            ? named.Groups[1].Value
            : Path.GetFileNameWithoutExtension(project);

    [GeneratedRegex(@"\b[A-Z][a-z]+(?:[A-Z][a-z]+)+\b|\bConnection\b")]
    private static partial Regex TypeName();

    [GeneratedRegex(@"^\| `((?:Dpa\.|@dpa/)[\w./]+)`", RegexOptions.Multiline)]
    private static partial Regex PackageRow();

    [GeneratedRegex(@"<PackageId>(.*?)</PackageId>")]
    private static partial Regex Id();
}
