using System.Text.RegularExpressions;

namespace Dpa.Realtime.Docs.Tests;

/// <summary>
/// Code refers to the protocol by a heading's anchor, <c>docs/protocol.md#…</c>, and each one is there. A number would
/// go on to mean another section once one is added.
/// </summary>
public sealed partial class ProtocolReferenceTests
{
    private const string Protocol = "docs/protocol.md";
    private static readonly string[] Folders = ["src", "samples", "tests", "tools", "benchmarks", "eng", "docs"];
    private static readonly string[] Endings = [".cs", ".ts", ".tsx", ".mjs", ".md", ".yaml", ".json", ".sh"];
    private static readonly string[] Skipped = ["node_modules", "bin", "obj", "artifacts", "dist", "data", "wwwroot"];

    [Fact]
    public void References_ToTheProtocol_NameAHeadingThatIsThere()
    {
        var anchors = LinkTests.Anchors(Path.Combine(Pages.Root, Protocol));
        var found = 0;
        var dead = new List<string>();
        foreach (var (file, text) in Texts())
        {
            foreach (var anchor in Reference().Matches(text).Select(static m => m.Groups[1].Value))
            {
                found++;
                if (!anchors.Contains(anchor)) dead.Add($"{file}: {Protocol}#{anchor}");
            }
        }

        Assert.Empty(dead);
        Assert.InRange(found, 50, int.MaxValue); // they are found at all
    }

    [Fact]
    public void References_ToTheProtocol_NameNoSectionByItsNumber() =>
        Assert.Empty(Texts().Where(static f => Numbered().IsMatch(f.Text)).Select(static f => f.File));

    private static IEnumerable<(string File, string Text)> Texts() =>
        Folders
            .Select(static folder => Path.Combine(Pages.Root, folder))
            .SelectMany(Below)
            .Select(static file => (Path.GetRelativePath(Pages.Root, file), File.ReadAllText(file)));

    private static IEnumerable<string> Below(string folder) =>
        Directory.EnumerateFiles(folder)
            .Where(static file => Endings.Contains(Path.GetExtension(file)))
            .Concat(Directory.EnumerateDirectories(folder)
                .Where(static d => !Skipped.Contains(Path.GetFileName(d)))
                .SelectMany(Below));

    [GeneratedRegex(@"docs/protocol\.md#([\w-]+)")]
    private static partial Regex Reference();

    // also where a comment's line ends in between
    [GeneratedRegex(@"\bprotocol(\.md)?[\s/*]+sections?[\s/*]+\d")]
    private static partial Regex Numbered();
}
