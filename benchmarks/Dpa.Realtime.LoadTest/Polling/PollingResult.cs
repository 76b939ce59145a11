using static Dpa.Realtime.LoadTest.Results.Tables;

namespace Dpa.Realtime.LoadTest.Polling;

/// <summary>Bytes a second and client, and how long a change took to be known.</summary>
internal sealed record PollingResult(
    string Peer, int Clients, double Received, double Sent, double P50, double P99, double CpuSeconds)
{
    public static string Table(IReadOnlyList<PollingResult> runs) =>
        Rows(
            [
                "peer", "clients", "bytes/s received a client", "bytes/s sent a client", "known p50 ms", "p99 ms",
                "server CPU s",
            ],
            runs.Select(r => (string[])
                [
                    r.Peer, Text(r.Clients, 0), Text(r.Received, 0), Text(r.Sent, 0), Text(r.P50), Text(r.P99),
                    Text(r.CpuSeconds),
                ]))
        + "\n" + Ratio("bytes in both directions", runs, r => r.Peer, r => r.Received + r.Sent);
}
