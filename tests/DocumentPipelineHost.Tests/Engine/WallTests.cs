using System.Text.RegularExpressions;
using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.Engine;

/// <summary>What the sample's README says: the host parses nothing.</summary>
public sealed partial class WallTests
{
    [Fact]
    public void Host_Code_CallsNoReaderAndNoTextRuleOfADocument()
    {
        var source = Path.Combine(Assets.Root, "samples", "DocumentPipelineHost");
        var callers = Directory
            .EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            .Where(file =>
                !file.Contains("node_modules", StringComparison.Ordinal) && Reader().IsMatch(File.ReadAllText(file)));

        Assert.Empty(callers.Select(Path.GetFileName));
    }

    [Fact]
    public void Host_Project_NamesNoParser() =>
        Assert.DoesNotMatch(
            "PdfPig|AngleSharp|Markdig|OpenXml",
            File.ReadAllText(
                Path.Combine(Assets.Root, "samples", "DocumentPipelineHost", "DocumentPipelineHost.csproj")));

    [GeneratedRegex(
        @"\b(?:DocumentOpener|Summarizer\.|new Analyzer|PdfFile|DocxReader|HtmlReader|MarkdownReader|ArchiveGuard|ZipFile|ZipArchive)\b"
    )]
    private static partial Regex Reader();
}
