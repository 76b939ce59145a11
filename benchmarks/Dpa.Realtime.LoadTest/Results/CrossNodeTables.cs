using static Dpa.Realtime.LoadTest.Results.Tables;

namespace Dpa.Realtime.LoadTest.Results;

/// <summary>
/// What several nodes with a Redis between them did: one table of what subscribers received, one of what it cost.
/// </summary>
internal static class CrossNodeTables
{
    public static string Of(IReadOnlyList<RunResult> runs, int seconds) =>
        Latencies(runs, seconds) + "\n" + Costs(runs, seconds) + "\n" + Medians(runs);

    private static string Latencies(IReadOnlyList<RunResult> runs, int seconds) =>
        Rows(
            [
                "peer", "changes/s", "delivered", "p50 ms", "p90 ms", "p99 ms", "p99.9 ms", "max ms",
                "published late p99 ms", "at worst ms",
            ],
            runs.Select(r =>
                (string[])
                    [
                        r.Peer, Text((double)r.Server.Changes / seconds, 0),
                        $"{Text(100.0 * r.Deliveries / r.Expected)} %", Text(r.P50), Text(r.P90), Text(r.P99),
                        Text(r.P999), Text(r.Max), Text(r.Server.LagP99Ms), Text(r.Server.WorstLagMs),
                    ]));

    private static string Costs(IReadOnlyList<RunResult> runs, int seconds) =>
        Rows(
            [
                "peer", "nodes CPU %", "nodes CPU µs a change", "nodes RSS MB each", "Redis CPU %",
                "Redis CPU µs a change", "Redis commands a change", "Redis bytes in a change", "out a change",
                "Redis RSS MB",
            ],
            runs.Select(r =>
            {
                var redis = r.Redis ?? throw new InvalidDataException("no look at Redis");
                double changes = r.Server.Changes;
                return (string[])
                    [
                        r.Peer, Text(100 * r.Server.CpuSeconds / seconds, 0),
                        Text(1e6 * r.Server.CpuSeconds / changes, 0),
                        string.Join(", ", r.Nodes.Select(n => Megabytes(n.Process.End))),
                        Text(100 * redis.CpuSeconds / seconds, 1), Text(1e6 * redis.CpuSeconds / changes, 1),
                        Text(redis.Commands / changes, 1), Text(redis.BytesIn / changes, 0),
                        Text(redis.BytesOut / changes, 0), Megabytes(redis.Resident),
                    ];
            }));

    private static string Medians(IReadOnlyList<RunResult> runs) =>
        string.Join(
            " ",
            runs.GroupBy(r => r.Peer)
                .Select(peer =>
                    $"{peer.Key}, median of the repeats: p50 {Text(Median([.. peer.Select(r => r.P50)]))} ms, p99 "
                        + $"{Text(Median([.. peer.Select(r => r.P99)]))} ms."
                )) + "\n";
}
