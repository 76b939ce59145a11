using System.Globalization;
using System.Runtime.InteropServices;

namespace Dpa.Realtime.ChaosTests.Restarting;

/// <summary>Writes the figures of the long run beside the other measurements.</summary>
internal static class RestartReport
{
    private static readonly string Results = Path.GetFullPath(
        Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "benchmarks", "results")
    );

    public static Task WriteAsync(string figures) =>
        File.WriteAllTextAsync(
            Path.Combine(Results, "rolling-restart.md"),
            $"""
            # Rolling restart of three nodes

            {TimeProvider.System.GetUtcNow().ToString(
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture
            )}, {Environment.ProcessorCount} cores, load average before the report {File.ReadAllText(
                    "/proc/loadavg"
                ).Split(' ')[
                0
            ]}, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}. Redis, three nodes, a fourth that produces, the round-robin proxy of `deploy/Proxy` and all pages (the .NET client, in one process) on this machine.
            Each node is told to stop (SIGTERM) while it serves, and started again when it has ended; then the next. The proxy asks the nodes' health twice a second.

            {figures}

            A node asks its clients to come back evenly over the second half of (connections / 200 + 1) seconds, and closes each a second before that; so each of the last five tenths would have 20 % if nothing else took time.
            Not live: from the moment in which a page shows "reconnecting" to the one in which it is live on another node; its last state stays on the screen meanwhile.

            Repeat: `ulimit -n 20000; DPA_LONG=1 artifacts/bin/Dpa.Realtime.ChaosTests/release/Dpa.Realtime.ChaosTests -class '*RollingRestartTests'`

            """
        );
}
