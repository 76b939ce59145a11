using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Tests.Structure;

/// <summary>The folders of the core, as docs/architecture.md describes them.</summary>
public sealed partial class FolderTests
{
    /// <summary>Each may use those after it.</summary>
    private static readonly string[] Order =
    [
        "Endpoints", "Connections", "FanOut", "Publishing", "Engine", "Codecs", "Backplane", "Protocol", "WebSockets",
        "Guests", "Diagnostics",
    ];

    private static readonly string[] RedisOrder =
    [
        "Engine", "Loss", "Feeds", "Entries", "Messages", "Links", "Diagnostics",
    ];

    [Theory]
    [InlineData("Dpa.Realtime")]
    [InlineData("Dpa.Realtime.Redis")]
    public void Folders_UseOnlyTheFoldersBelowThem(string project)
    {
        var (order, wrong) = (OrderOf(project), new List<string>());
        foreach (var file in Directory.EnumerateFiles(Source(project), "*.cs", SearchOption.AllDirectories))
        {
            var folder = Array.IndexOf(order, Path.GetFileName(Path.GetDirectoryName(file)));
            if (folder < 0) continue; // the public surface
            foreach (Match used in UsedFolder().Matches(File.ReadAllText(file)))
                if (used.Groups[1].Value == project && Array.IndexOf(order, used.Groups[2].Value) <= folder)
                    wrong.Add($"{Path.GetFileName(file)} in {order[folder]} uses {used.Groups[2].Value}");
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("Dpa.Realtime")]
    [InlineData("Dpa.Realtime.Redis")]
    public void Folders_AreInternalAndNoneIsUnknown(string project)
    {
        Assert.Equal(
            OrderOf(project).Order(), Directory
                .EnumerateDirectories(Source(project))
                .Select(Path.GetFileName)
                .Where(d => d is not ("bin" or "obj" or "Scripts"))
                .Order());
        Assert.All(typeof(IBackplane).Assembly.GetExportedTypes(), t => Assert.Equal("Dpa.Realtime", t.Namespace));
    }

    [Fact]
    public void PublicSurface_HasAtMostFortySevenTypes() =>
        Assert.InRange(typeof(IBackplane).Assembly.GetExportedTypes().Length, 1, 47);

    private static string[] OrderOf(string project) => project == "Dpa.Realtime" ? Order : RedisOrder;

    private static string Source(string project, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../src", project));

    [GeneratedRegex(@"^using (Dpa\.Realtime|Dpa\.Realtime\.Redis)\.(\w+);", RegexOptions.Multiline)]
    private static partial Regex UsedFolder();
}
