using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace DocumentEngine.Tests.Structure;

/// <summary>The table of README.md: every kind of failure has tests that exist, with cases enough.</summary>
public sealed partial class KindsTableTests
{
    private const int LeastCases = 5;

    private static readonly string[] Kinds =
        ["K2", "K3", "K4", "K5", "K6", "K7", "K14", "K15", "K16", "K17", "K18", "K19"];

    [Fact]
    public void Table_NamesEveryKindOnce() => Assert.Equal(Kinds, Rows().Select(static row => row.Kind));

    [Fact]
    public void Table_EveryTest_Exists() =>
        Assert.DoesNotContain(Rows().SelectMany(static row => row.Tests), static name => MethodOf(name) is null);

    [Fact]
    public void Table_EveryKind_HasFiveCasesOrMore()
    {
        foreach (var (kind, tests) in Rows())
        {
            var cases = tests.Select(MethodOf).OfType<MethodInfo>().Sum(CasesOf);
            Assert.True(cases >= LeastCases, $"{kind} has {cases} cases.");
        }
    }

    private static List<(string Kind, List<string> Tests)> Rows([CallerFilePath] string here = "") =>
    [
        .. File.ReadLines(Path.Combine(Path.GetDirectoryName(here)!, "..", "README.md"))
            .Select(static line => Row().Match(line)).Where(static match => match.Success)
            .Select(static match => (match.Groups[1].Value, Tests(match.Groups[2].Value))),
    ];

    private static List<string> Tests(string cell) =>
        [.. TestName().Matches(cell).Select(static name => name.Groups[1].Value)];

    private static MethodInfo? MethodOf(string name)
    {
        var (type, method) = (name.Split('.')[0], name.Split('.')[1]);
        var found = Array
            .Find(typeof(KindsTableTests).Assembly.GetTypes(), each => each.Name == type)
            ?.GetMethod(method);
        return found?.GetCustomAttributes<FactAttribute>().Any() == true ? found : null;
    }

    /// <summary>A fact is one case, a theory has one for each row of its data.</summary>
    private static int CasesOf(MethodInfo method)
    {
        var inline = method.GetCustomAttributes<InlineDataAttribute>().Count();
        var members = method.GetCustomAttributes<MemberDataAttribute>()
            .Select(data => method.DeclaringType!.GetProperty(data.MemberName)!.GetValue(null)!)
            .Sum(static rows => ((IEnumerable)rows).Cast<object>().Count());
        return Math.Max(1, inline + members);
    }

    [GeneratedRegex(@"^\| (K\d+) \|[^|]*\|([^|]*)\|$")]
    private static partial Regex Row();

    [GeneratedRegex("`([A-Za-z]+\\.[A-Za-z0-9_]+)`")]
    private static partial Regex TestName();
}
