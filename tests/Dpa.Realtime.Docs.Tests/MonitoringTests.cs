using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Dpa.Realtime.Docs.Tests;

/// <summary>The alerts and the dashboard of docs/operations.md name metrics and labels that there are.</summary>
public sealed partial class MonitoringTests
{
    private static readonly string[] Labels =
        ["le", "job", "instance", "transport", "error_type", "callback", "__name__"];

    [Fact]
    public void Tables_OfTheInstruments_NameThoseOfTheCode() =>
        Assert.Equal(
            InstrumentNames.OfTheCode.Order(StringComparer.Ordinal),
            InstrumentNames.Rows().Select(static row => row.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Alerts_AreRulesOfPrometheusOverMetricsThatThereAre()
    {
        var rules = Rules().ToList();

        // One for each row of the table above them.
        Assert.Equal(AlertRow().Count(Pages.Text("docs/operations.md")), rules.Count);
        Assert.All(rules, static rule =>
        {
            Assert.Matches("^[A-Z][A-Za-z]+$", Text(rule, "alert"));
            Check(Text(rule, "expr"));
            Assert.All(rule.Children.Keys, static key => Assert.Contains(
                ((YamlScalarNode)key).Value, new[] { "alert", "expr", "for", "labels", "annotations" }));
            if (rule.Children.ContainsKey("for")) Assert.Matches("^[0-9]+[smh]$", Text(rule, "for"));
        });
    }

    [Fact]
    public void Dashboard_ShowsMetricsThatThereAre()
    {
        using var dashboard = JsonDocument.Parse(Pages.Text("docs/dashboard.json"));
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().ToList();
        var queries = panels
            .SelectMany(static panel => panel.GetProperty("targets").EnumerateArray())
            .Select(static target => target.GetProperty("expr").GetString()!)
            .ToList();

        Assert.InRange(panels.Count, 8, 40);
        Assert.Equal(panels.Count, panels.Select(static p => p.GetProperty("id").GetInt32()).Distinct().Count());
        Assert.All(panels, static panel => Assert.NotEmpty(panel.GetProperty("title").GetString()!));
        Assert.All(queries, Check);
    }

    /// <summary>No two panels lie on each other, and none leaves the 24 columns of Grafana.</summary>
    [Fact]
    public void Dashboard_HasAPlaceForEachPanel()
    {
        using var dashboard = JsonDocument.Parse(Pages.Text("docs/dashboard.json"));
        var cells = dashboard.RootElement.GetProperty("panels").EnumerateArray()
            .Select(static panel => panel.GetProperty("gridPos"))
            .SelectMany(static at =>
                from x in Enumerable.Range(at.GetProperty("x").GetInt32(), at.GetProperty("w").GetInt32())
                from y in Enumerable.Range(at.GetProperty("y").GetInt32(), at.GetProperty("h").GetInt32())
                select (x, y))
            .ToList();

        Assert.Equal(cells.Count, cells.Distinct().Count());
        Assert.All(cells, static cell => Assert.InRange(cell.x, 0, 23));
    }

    [Theory]
    [InlineData("rate(dpa_realtime_nothing_total[5m])")]
    [InlineData("rate(dpa_realtime_rejected[5m])")]
    [InlineData("rate(dpa_realtime_rejected_total{reason=\"x\"}[5m])")]
    [InlineData("sum(rate(dpa_realtime_rejected_total[5m])")]
    [InlineData("1 > 0")]
    public void Check_OfWhatIsWrong_Fails(string query) =>
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Check(query));

    private static void Check(string query)
    {
        var metrics = InstrumentNames.In(query).ToList();
        Assert.NotEmpty(metrics);
        Assert.Equal([], metrics.Except(InstrumentNames.OfPrometheus));
        Assert.Equal([], Label().Matches(query).Select(static m => m.Groups[1].Value).Except(Labels));
        Assert.Equal([], By().Matches(query)
            .SelectMany(static m => m.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries)).Except(Labels));
        foreach (var (open, close) in new[] { ('(', ')'), ('[', ']'), ('{', '}') })
            Assert.Equal(query.Count(c => c == open), query.Count(c => c == close));
    }

    private static IEnumerable<YamlMappingNode> Rules()
    {
        using var text = new StringReader(Snippet.In("docs/operations.md", "yaml").First().Code);
        var stream = new YamlStream();
        stream.Load(text);
        return ((YamlSequenceNode)stream.Documents[0].RootNode["groups"])
            .SelectMany(static group => (YamlSequenceNode)group["rules"])
            .Cast<YamlMappingNode>();
    }

    private static string Text(YamlMappingNode node, string key) => ((YamlScalarNode)node[key]).Value!;

    [GeneratedRegex(@"^\| [a-z ]+ \| .*`dpa\.realtime\.[a-z_.]+`.* \|$", RegexOptions.Multiline)]
    private static partial Regex AlertRow();

    [GeneratedRegex(@"[{,]\s*(\w+)\s*(?:=|!=|=~|!~)\s*""")]
    private static partial Regex Label();

    [GeneratedRegex(@"\bby\s*\(([^)]*)\)")]
    private static partial Regex By();
}
