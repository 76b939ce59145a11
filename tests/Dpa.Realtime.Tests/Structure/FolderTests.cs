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

    [Fact]
    public void Folders_UseOnlyTheFoldersBelowThem()
    {
        var wrong = new List<string>();
        foreach (var file in Directory.EnumerateFiles(Source(), "*.cs", SearchOption.AllDirectories))
        {
            var folder = Array.IndexOf(Order, Path.GetFileName(Path.GetDirectoryName(file)));
            if (folder < 0) continue; // the public surface
            foreach (Match used in UsedFolder().Matches(File.ReadAllText(file)))
                if (Array.IndexOf(Order, used.Groups[1].Value) <= folder)
                    wrong.Add($"{Path.GetFileName(file)} in {Order[folder]} uses {used.Groups[1].Value}");
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Folders_AreInternalAndNoneIsUnknown()
    {
        Assert.Equal(
            Order.Order(), Directory
                .EnumerateDirectories(Source())
                .Select(Path.GetFileName)
                .Where(d => d is not ("bin" or "obj"))
                .Order());
        Assert.All(typeof(IBackplane).Assembly.GetExportedTypes(), t => Assert.Equal("Dpa.Realtime", t.Namespace));
    }

    [Fact]
    public void PublicSurface_HasAtMostFortySixTypes() =>
        Assert.InRange(typeof(IBackplane).Assembly.GetExportedTypes().Length, 1, 46);

    private static string Source([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../src/Dpa.Realtime"));

    [GeneratedRegex(@"^using Dpa\.Realtime\.(\w+);", RegexOptions.Multiline)]
    private static partial Regex UsedFolder();
}
