using System.Globalization;
using System.Text;

namespace Dpa.Realtime.LoadTest.Results;

/// <summary>A comparison as a Markdown table, one row a run, and the ratios of the peers' medians.</summary>
internal static class Tables
{
    public static string Of(IReadOnlyList<RunResult> runs) =>
        Rows(
            [
                "peer", "deliveries/s", "of expected", "p50 ms", "p99 ms", "p99.9 ms", "max ms", "server CPU s",
                "deliveries per CPU s", "server RSS MB", "longest publish ms", "worst lag ms",
            ],
            runs.Select(r =>
                (string[])
                    [
                        r.Peer, Text(r.DeliveriesPerSecond, 0), $"{Text(100.0 * r.Deliveries / r.Expected)} %",
                        Text(r.P50), Text(r.P99), Text(r.P999), Text(r.Max), Text(r.Server.CpuSeconds),
                        Text(r.DeliveriesPerCpuSecond, 0), Megabytes(r.Server.Process.End),
                        Text(r.Server.LongestPublishMs), Text(r.Server.WorstLagMs),
                    ]));

    public static string OfHot(IReadOnlyList<RunResult> runs, LoadTestOptions options) =>
        Rows(
            [
                "peer", "reports/s", "longest report ms", "frames/s a watcher", "bytes/s a watcher", "age p50 ms",
                "age p99 ms", "age max ms", "server CPU s", "server RSS MB",
            ],
            runs.Select(r =>
                (string[])
                    [
                        r.Peer, Text((double)r.Server.Changes / options.Seconds, 0), Text(r.Server.LongestPublishMs),
                        Text(r.DeliveriesPerSecond / options.Connections),
                        Text((double)r.BytesReceived / (options.Seconds + options.Warmup) / options.Connections, 0),
                        Text(r.AgeP50), Text(r.AgeP99), Text(r.AgeMax), Text(r.Server.CpuSeconds),
                        Megabytes(r.Server.Process.End),
                    ]));

    public static string OfOverload(IReadOnlyList<RunResult> runs) =>
        Rows(
            [
                "peer", "published", "of due", "longest publish ms", "age p50 ms", "age p99 ms", "age max ms",
                "server CPU s", "RSS MB before", "after warm-up", "peak", "end", "closed", "first, last at s",
                "of them 4001",
            ],
            runs.Select(r =>
                (string[])
                    [
                        r.Peer, Text(r.Server.Published, 0), $"{Text(100.0 * r.Server.Published / r.Server.Due)} %",
                        Text(r.Server.LongestPublishMs), Text(r.AgeP50), Text(r.AgeP99), Text(r.AgeMax),
                        Text(r.Server.CpuSeconds), Megabytes(r.Server.Process.Before),
                        Megabytes(r.Server.Process.Start), Megabytes(r.Server.Process.Peak),
                        Megabytes(r.Server.Process.End), Text(r.Server.Process.Closed, 0), r.Server.Process.Closed == 0
                            ? "–"
                            : $"{Text(r.Server.Process.FirstClosed, 1)}, {Text(r.Server.Process.LastClosed, 1)}",
                        Text(r.Server.Process.SlowConsumers, 0),
                    ]));

    public static string OfIdle(IReadOnlyList<IdleResult> runs) =>
        Rows(
            ["peer", "connections", "RSS KB each", "live heap KB each", "RSS MB without", "RSS MB with"],
            runs.Select(r =>
                (string[])
                    [
                        r.Peer, Text(r.Connections, 0), Text(r.ResidentKilobytes, 1), Text(r.HeapKilobytes, 1),
                        Megabytes(r.Empty.Resident), Megabytes(r.Held.Resident),
                    ]));

    /// <summary>
    /// The first peer's median over that of each other one, with the lowest and the highest of the pairs that ran one
    /// after the other.
    /// </summary>
    public static string Ratio<T>(string what, IReadOnlyList<T> runs, Func<T, string> peer, Func<T, double> value)
    {
        var groups = runs.GroupBy(peer).ToArray();
        if (groups.Length < 2)
            return "";
        double[] first = [.. groups[0].Select(value)];
        return string.Concat(groups[1..].Select(group =>
        {
            double[] second = [.. group.Select(value)];
            double[] pairs = [.. first.Zip(second, (a, b) => a / b)];
            return $"{groups[0].Key} / {group.Key}, {what}: {Text(Median(first) / Median(second))} × (pairs from "
                + $"{Text(pairs.Min())} to {Text(pairs.Max())}).\n\n";
        }));
    }

    public static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    public static string Rows(string[] head, IEnumerable<string[]> rows)
    {
        var table = new StringBuilder();
        string[] line = [.. head.Select(_ => "---")];
        foreach (var row in rows.Prepend(line).Prepend(head))
            table.Append("| ").AppendJoin(" | ", row).AppendLine(" |");
        return table.ToString();
    }

    public static string Text(double value, int decimals = 2) =>
        value.ToString($"F{decimals}", CultureInfo.InvariantCulture);

    public static string Megabytes(long bytes) => Text(bytes / 1048576.0, 0);
}
