using Dpa.Realtime.LoadTest.Results;

namespace Dpa.Realtime.LoadTest.Cuts;

/// <summary>Runs with cuts as a Markdown table.</summary>
internal static class CutTables
{
    public static string Of(IReadOnlyList<CutResult> runs) =>
        Tables.Rows(
            [
                "peer", "at the truth at the end", "changes received", "not received", "cuts",
                "caught up before the next cut", "refused", "open → truth p50 ms", "p99 ms", "max ms",
                "cut → truth p50 ms", "p99 ms", "server CPU s", "MB in",
            ],
            runs.Select(r =>
                (string[])
                    [
                        r.Peer, $"{Percent(r.AtTruth, r.Watchers)} %", $"{Percent(r.Received, r.Expected)} %",
                        $"{r.Expected - r.Received}", $"{r.Cuts}", $"{Percent(r.Recorded, r.Cuts)} %", $"{r.Refused}",
                        Tables.Text(r.OpenP50), Tables.Text(r.OpenP99), Tables.Text(r.OpenMax),
                        Tables.Text(r.CutP50, 0), Tables.Text(r.CutP99, 0), Tables.Text(r.Server.CpuSeconds),
                        Tables.Megabytes(r.BytesReceived),
                    ]));

    private static string Percent(long part, long whole) => Tables.Text(whole == 0 ? 0 : 100.0 * part / whole);
}
