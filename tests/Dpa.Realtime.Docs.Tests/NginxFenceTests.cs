using System.Text.RegularExpressions;

namespace Dpa.Realtime.Docs.Tests;

/// <summary>
/// A block for nginx has the lines of the first one of docs/proxies.md, which the tests of the .NET client put before a
/// server, or that of a path below, which the document host's put before it.
/// </summary>
public sealed partial class NginxFenceTests
{
    private static readonly string[] OfAPath = ["proxy_set_header X-Forwarded-Prefix /app"];

    private static string[] Tested { get; } = [.. Lines(Snippet.In("docs/proxies.md", "nginx").First().Code)];

    public static TheoryData<Snippet> Blocks => [.. Pages.All.SelectMany(static page => Snippet.In(page, "nginx"))];

    [Theory]
    [MemberData(nameof(Blocks), DisableDiscoveryEnumeration = true)]
    public void Lines_OfABlock_AreTestedOnes(Snippet snippet)
    {
        ArgumentNullException.ThrowIfNull(snippet);
        Assert.Equal([], Lines(snippet.Code).Except(Tested).Except(OfAPath));
        Assert.Equal(snippet.Code.Count(static c => c == '{'), snippet.Code.Count(static c => c == '}'));
    }

    [Theory]
    [InlineData("NginxTests", "UnderAPath_PageItsFilesAndTheApi_AreFoundBelowIt")]
    [InlineData("NginxTests", "TlsEndsAtTheProxy_AsDocumented_PeopleSignInAndSocketsOpen")]
    public void Tests_WithARealNginx_AreThere(string name, string test) => Assert.True(TestSources.HasTest(name, test));

    [Fact]
    public void Lines_AreFound() => Assert.InRange(Tested.Length, 8, 30);

    /// <summary>Without comments, and without what is each reader's own: addresses, names, paths.</summary>
    private static IEnumerable<string> Lines(string code) =>
        Comment().Replace(code, "").Split(';', '\n', '{', '}')
            .Select(static line => Space().Replace(line.Trim(), " "))
            .Where(static line => line.Length > 0 && !Own().IsMatch(line));

    [GeneratedRegex(@"(?<=^|\s)#.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@"^(?:proxy_pass http://[\w.]+:\d+/?|location \S+|server_name \S+)$")]
    private static partial Regex Own();
}
