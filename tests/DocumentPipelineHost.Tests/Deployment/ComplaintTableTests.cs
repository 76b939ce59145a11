using System.Reflection;
using System.Text.RegularExpressions;
using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.Deployment;

/// <summary>The table of complaints names tests that are there.</summary>
public sealed partial class ComplaintTableTests
{
    private static readonly string[] Rows = File.ReadAllLines(Path.Combine(Assets.Root, "docs", "complaints.md"));

    private static readonly string[] Ids =
    [
        .. Enumerable.Range(1, 20).Select(static i => $"C{i}"), .. Enumerable.Range(1, 16).Select(static i => $"V{i}"),
        "K8", "K9", "K10", "K20", "K22", .. Enumerable.Range(1, 19).Select(static i => $"P{i}"),
    ];

    public static TheoryData<string> All => new(Ids);

    [Theory]
    [MemberData(nameof(All))]
    public void Row_OfAComplaint_NamesTestsThatAreThere(string id)
    {
        var row = Assert.Single(Rows, row => row.StartsWith($"| {id} |", StringComparison.Ordinal));
        var names = TestName().Matches(row).ToList();

        Assert.NotEmpty(names);
        Assert.All(names, static name => Assert.True(IsTest(name), $"{name.Value} is no test."));
    }

    [Fact]
    public void Rows_OfAllTables_AreLookedUp()
    {
        var rows = Rows.Select(static row => RowId().Match(row)).Where(static id => id.Success);

        Assert.Equal(Ids, rows.Select(static id => id.Groups[1].Value));
    }

    private static bool IsTest(Match name) => typeof(ComplaintTableTests).Assembly.GetTypes()
        .Where(each => each.Name == name.Groups["class"].Value)
        .Select(each => each.GetMethod(name.Groups["method"].Value, BindingFlags.Instance | BindingFlags.Public))
        .Any(static found => found?.GetCustomAttributes<FactAttribute>().Any() == true);

    [GeneratedRegex(@"`(?<class>[A-Z]\w*)\.(?<method>\w+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex TestName();

    [GeneratedRegex(@"^\| ([CVKP]\d+) \|")]
    private static partial Regex RowId();
}
