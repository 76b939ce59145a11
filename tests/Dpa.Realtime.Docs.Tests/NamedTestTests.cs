using System.Text.RegularExpressions;

namespace Dpa.Realtime.Docs.Tests;

/// <summary>A page that names a test of what it says names one that is there, in each row.</summary>
public sealed partial class NamedTestTests
{
    private static readonly string[] Tables = ["docs/guarantees.md", "docs/security.md"];

    public static TheoryData<string, string> Rows =>
        new(Tables.SelectMany(static page => RowsOf(page).Select(row => (page, row))));

    [Theory]
    [MemberData(nameof(Rows), DisableDiscoveryEnumeration = true)]
    public void Row_NamesTestsThatAreThere(string page, string row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var cell = row.Split(" | ")[^1];
        var named = Named().Matches(cell);

        Assert.True(named.Count > 0, $"{page}: no test as `Class.Method` or `Class` in: {cell}");
        Assert.All(named, static name => Assert.True(IsThere(name), $"{name.Value} is no test."));
        // None is named in a way that is not looked up.
        Assert.DoesNotMatch(@"\w+(?:Tests|Specification)\b", Named().Replace(cell, ""));
    }

    [Theory]
    [InlineData("`OriginTests.Nothing_AtAll`", false)]
    [InlineData("`NoSuchTests`", false)]
    [InlineData("`OriginTests`", true)]
    [InlineData("`OriginTests.RefusedOrigins_BeyondABound_AreOnlyCounted`", true)]
    [InlineData("`LeaseSpecification.Lease_Renewed_Holds`", true)]
    public void Names_AreLookedUp(string name, bool isThere) =>
        Assert.Equal(isThere, IsThere(Named().Match(name)));

    [Fact]
    public void Rows_AreFound() => Assert.InRange(Rows.Count, 25, 200);

    private static IEnumerable<string> RowsOf(string page) =>
        Pages.Text(page).Split('\n')
            .Where(static line => line.StartsWith("| ", StringComparison.Ordinal))
            .Skip(1)
            .Select(static line => line.TrimEnd(' ', '|'));

    private static bool IsThere(Match name) =>
        name.Groups["method"] is { Success: true } method
            ? TestSources.HasTest(name.Groups["class"].Value, method.Value)
            : TestSources.Of(name.Groups["class"].Value).Any();

    [GeneratedRegex(@"`(?<class>[A-Z]\w*)(?:\.(?<method>\w+))?`", RegexOptions.ExplicitCapture)]
    private static partial Regex Named();
}
