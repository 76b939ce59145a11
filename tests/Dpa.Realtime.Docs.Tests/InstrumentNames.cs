using System.Text.RegularExpressions;

namespace Dpa.Realtime.Docs.Tests;

/// <summary>
/// The instruments, by the tables of docs/diagnostics.md and docs/redis.md (which tests compare with a real server's),
/// and their names as the OpenTelemetry exporter writes them for Prometheus.
/// </summary>
internal static partial class InstrumentNames
{
    private static readonly string[] Sources =
        ["src/Dpa.Realtime/Diagnostics/RealtimeMetrics.cs", "src/Dpa.Realtime.Redis/Diagnostics/RedisMetrics.cs"];

    /// <summary>All series: <c>dpa_realtime_rejected_total</c>, <c>…_seconds_bucket</c>, and so on.</summary>
    public static IReadOnlySet<string> OfPrometheus { get; } =
        Rows().SelectMany(static row => Series(row.Name, row.Kind, row.Unit)).ToHashSet(StringComparer.Ordinal);

    /// <summary>The names that the code has, which the tables have to have as well.</summary>
    public static IReadOnlySet<string> OfTheCode { get; } =
        Sources.SelectMany(static file => Literal().Matches(Pages.Text(file)))
            .Select(static m => m.Groups[1].Value)
            .ToHashSet(StringComparer.Ordinal);

    public static IEnumerable<(string Name, string Kind, string Unit)> Rows() =>
        new[] { "docs/diagnostics.md", "docs/redis.md" }
            .SelectMany(static page => Row().Matches(Pages.Text(page)))
            .Select(static m => (m.Groups[1].Value, m.Groups[2].Value, m.Groups[3].Value));

    /// <summary>The series that a query names.</summary>
    public static IEnumerable<string> In(string query) => Metric().Matches(query).Select(static m => m.Value);

    private static string[] Series(string name, string kind, string unit)
    {
        var suffix = unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        var plain = name.Replace('.', '_') + suffix;
        return kind switch
        {
            "counter" => [$"{plain}_total"],
            "histogram" => [$"{plain}_bucket", $"{plain}_sum", $"{plain}_count"],
            _ => [plain],
        };
    }

    [GeneratedRegex(@"^\| `(dpa\.realtime\.[a-z_.]+)` \| ([a-z -]+) \| (\S+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"""(dpa\.realtime\.[a-z_.]+)""")]
    private static partial Regex Literal();

    [GeneratedRegex(@"\bdpa_\w+")]
    private static partial Regex Metric();
}
