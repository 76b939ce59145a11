using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Dpa.Realtime.Docs.Tests;

/// <summary>What is packed is read where the repository is not: by itself, on a registry's page.</summary>
public sealed partial class PackedReadmeTests
{
    private const string Npm = "src/Dpa.Realtime.Client.TypeScript";

    private static readonly string[] Others =
        ["tests/Dpa.Realtime.Specification/README.md", "tools/dpa-watch/README.md", "templates/README.md"];

    public static IReadOnlyList<string> All { get; } =
        [.. Pages.All.Where(static p => PackageReadme().IsMatch(p)).Concat(Others)];

    public static TheoryData<string> Readmes => [.. All];

    [Theory]
    [MemberData(nameof(Readmes))]
    public void Links_OfAPackedReadme_AreAbsolute(string page) =>
        Assert.Equal([], Relative(Pages.Text(page)));

    [Theory]
    [InlineData("see [there](../../docs/a.md)", "../../docs/a.md")]
    [InlineData("![picture](docs/a.png)", "docs/a.png")]
    [InlineData("[below](#layout)", null)]
    [InlineData("[out](https://example.com)", null)]
    [InlineData("[there]: ../a.md", "../a.md")]
    [InlineData("<img src=\"a.png\">", "a.png")]
    public void Relative_FindsWhatLeadsNowhere(string text, string? link) =>
        Assert.Equal(link is null ? [] : [link], Relative(text));

    [Fact]
    public void Readmes_AreFound() => Assert.InRange(All.Count, 13, 30);

    /// <summary>One version for all: release.sh puts another into every package, not into the tree.</summary>
    [Theory]
    [InlineData("package.json")]
    [InlineData("package-lock.json")]
    public void NpmPackage_HasTheVersionOfAllPackages(string file)
    {
        var version = XDocument.Load(Path.Combine(Pages.Root, "Directory.Build.props"))
            .Descendants("VersionPrefix").Single().Value;
        using var package = JsonDocument.Parse(Pages.Text($"{Npm}/{file}"));

        Assert.Equal(version, package.RootElement.GetProperty("version").GetString());
        if (package.RootElement.TryGetProperty("packages", out var packages))
            Assert.Equal(version, packages.GetProperty("").GetProperty("version").GetString());
    }

    private static IEnumerable<string> Relative(string text) =>
        Link().Matches(Fence().Replace(text, ""))
            .Select(static m => m.Groups["to"].Value)
            .Where(static to => !to.StartsWith('#') && !Absolute().IsMatch(to));

    [GeneratedRegex(@"^src/[^/]+/README\.md$")]
    private static partial Regex PackageReadme();

    [GeneratedRegex(@"\]\(<?(?<to>[^)\s>]+)|^\[[^\]]+\]: *(?<to>\S+)|<(?:img|a)\b[^>]*(?:src|href)=""(?<to>[^""]+)",
        RegexOptions.Multiline)]
    private static partial Regex Link();

    [GeneratedRegex(@"^ *```.*?^ *```|`[^`\n]+`", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^[a-z][a-z0-9+.-]*:", RegexOptions.IgnoreCase)]
    private static partial Regex Absolute();
}
