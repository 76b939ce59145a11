using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using DocumentEngine.Parsing;

namespace DocumentEngine.Tests.Structure;

/// <summary>What the sample's README says of the engine's walls.</summary>
public sealed partial class FolderTests
{
    /// <summary>Each may use those after it.</summary>
    private static readonly string[] Order =
    [
        "Isolation", "Analyzing", "Summarizing", "Search", "Chunking", "Parsing", "Pdf", "Docx", "Pptx", "Xlsx", "Epub",
        "Office", "Markup", "Csv", "Encodings", "Archives", "Blocks", "Documents", "Messages", "Text",
    ];

    [Fact]
    public void Engine_References_OnlyTheFrameworkAndItsParsers()
    {
        var references = typeof(DocumentOpener)
            .Assembly.GetReferencedAssemblies()
            .Select(static name => name.Name!)
            .ToList();

        Assert.All(references, static name =>
            Assert.True(
                name is "AngleSharp" or "Markdig" or "UtfUnknown"
                    || name.StartsWith("UglyToad.PdfPig", StringComparison.Ordinal)
                    || (name.StartsWith("System.", StringComparison.Ordinal) && IsOfTheFramework(name)),
                $"The engine refers to {name}."));
    }

    [Fact]
    public void Engine_Project_NamesNoOtherProjectAndNoFramework()
    {
        var project = File.ReadAllText(Path.Combine(Source(), "DocumentEngine.csproj"));

        Assert.DoesNotContain("ProjectReference", project, StringComparison.Ordinal);
        Assert.DoesNotContain("FrameworkReference", project, StringComparison.Ordinal);
        Assert.Contains("Sdk=\"Microsoft.NET.Sdk\"", project, StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_UseOnlyTheFoldersBelowThem()
    {
        var wrong = new List<string>();
        foreach (var file in Directory.EnumerateFiles(Source(), "*.cs", SearchOption.AllDirectories))
        {
            var folder = Array.IndexOf(Order, Path.GetFileName(Path.GetDirectoryName(file)));
            foreach (Match used in UsedFolder().Matches(File.ReadAllText(file)))
            {
                if (Array.IndexOf(Order, used.Groups[1].Value) <= folder)
                    wrong.Add($"{Path.GetFileName(file)} in {Order[folder]} uses {used.Groups[1].Value}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Folders_AreNamespacesAndAllAreKnown()
    {
        Assert.Equal(
            Order.Order(), Directory
                .EnumerateDirectories(Source())
                .Select(Path.GetFileName)
                .Where(static name => name is not ("bin" or "obj"))
                .Order());
        Assert.All(Directory.EnumerateFiles(Source(), "*.cs", SearchOption.AllDirectories), static file =>
            Assert.Contains(
                $"namespace DocumentEngine.{Path.GetFileName(Path.GetDirectoryName(file))};", File.ReadAllText(file),
                StringComparison.Ordinal));
    }

    // The framework of a program without ASP.NET Core; packages may carry names that begin with "System." too.
    private static bool IsOfTheFramework(string name) =>
        File.Exists(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, name + ".dll"));

    private static string Source([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../samples/DocumentEngine"));

    [GeneratedRegex(@"(?<!namespace )DocumentEngine\.(\w+)")]
    private static partial Regex UsedFolder();
}
