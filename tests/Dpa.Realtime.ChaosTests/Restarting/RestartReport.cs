using System.Globalization;
using System.Runtime.InteropServices;

namespace Dpa.Realtime.ChaosTests.Restarting;

/// <summary>Writes the figures of the long run beside the other measurements.</summary>
internal static class RestartReport
{
    private static readonly string Results = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "benchmarks", "results"));

    public static Task WriteAsync(string figures) => File.WriteAllTextAsync(Path.Combine(Results, "rolling-restart.md"), $"""
        # Rolling restart of three nodes

        {TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}. Redis, three nodes, a fourth that produces, the round-robin proxy of `deploy/Proxy` and all pages (the .NET client, in one process) on this machine.
        Each node is told to stop (SIGTERM) while it serves, and started again when it has ended; then the next. The proxy asks the nodes' health twice a second.

        {figures}
        Not live: from the moment in which a page shows "reconnecting" to the one in which it is live on another node; its last state stays on the screen meanwhile. A node closes 500 connections a second and asks them to come back within that time and a second more.

        Repeat: `ulimit -n 20000; DPA_LONG=1 artifacts/bin/Dpa.Realtime.ChaosTests/release/Dpa.Realtime.ChaosTests -class '*RollingRestartTests'`

        """);
}
