using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Tests.Structure;

/// <summary>What docs/architecture.md says of the rooms.</summary>
public sealed partial class RoomTests
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
    public void Rooms_UseOnlyTheRoomsBelowThem(string project)
    {
        var (order, wrong) = (OrderOf(project), new List<string>());
        foreach (var file in Directory.EnumerateFiles(Source(project), "*.cs", SearchOption.AllDirectories))
        {
            var room = Array.IndexOf(order, Path.GetFileName(Path.GetDirectoryName(file)));
            if (room < 0) continue; // the front hall
            foreach (Match used in UsedRoom().Matches(File.ReadAllText(file)))
                if (used.Groups[1].Value == project && Array.IndexOf(order, used.Groups[2].Value) <= room)
                    wrong.Add($"{Path.GetFileName(file)} in {order[room]} uses {used.Groups[2].Value}");
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("Dpa.Realtime")]
    [InlineData("Dpa.Realtime.Redis")]
    public void Rooms_AreWhollyInternalAndNoneIsUnknown(string project)
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
    public void PublicSurface_HasAtMostFortySixTypes() =>
        Assert.InRange(typeof(IBackplane).Assembly.GetExportedTypes().Length, 1, 46);

    private static string[] OrderOf(string project) => project == "Dpa.Realtime" ? Order : RedisOrder;

    private static string Source(string project, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../src", project));

    [GeneratedRegex(@"^using (Dpa\.Realtime|Dpa\.Realtime\.Redis)\.(\w+);", RegexOptions.Multiline)]
    private static partial Regex UsedRoom();
}
