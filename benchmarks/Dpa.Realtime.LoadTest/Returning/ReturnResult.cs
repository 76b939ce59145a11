using static Dpa.Realtime.LoadTest.Results.Tables;

namespace Dpa.Realtime.LoadTest.Returning;

/// <summary>
/// How long it took until all were back, and what the server used for it; means of the measured returns.
/// </summary>
internal sealed record ReturnResult(string Peer, int Watchers, double Seconds, double CpuSeconds)
{
    public static string Table(IReadOnlyList<ReturnResult> runs) =>
        Rows(
            ["peer", "clients", "all back s", "server CPU s", "server CPU µs a client"],
            runs.Select(r => (string[])
                [
                    r.Peer, Text(r.Watchers, 0), Text(r.Seconds), Text(r.CpuSeconds),
                    Text(1e6 * r.CpuSeconds / r.Watchers, 0),
                ]))
        + "\n" + Ratio("server CPU", runs, r => r.Peer, r => r.CpuSeconds);
}
