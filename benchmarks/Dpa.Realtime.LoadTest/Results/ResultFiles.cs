using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Dpa.Realtime.LoadTest.Results;

/// <summary>Writes a comparison as JSON (for machines) and Markdown (for people), with the command that repeats it.</summary>
internal static class ResultFiles
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Table(IReadOnlyList<RunResult> runs)
    {
        var table = new StringBuilder();
        table.AppendLine("| peer | deliveries/s | of expected | p50 ms | p99 ms | p99.9 ms | max ms | server CPU s | deliveries per CPU s | server RSS MB | longest publish ms | worst lag ms |");
        table.AppendLine("|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var run in runs)
            table.AppendLine(CultureInfo.InvariantCulture,
                $"| {run.Peer} | {run.DeliveriesPerSecond:F0} | {100.0 * run.Deliveries / run.Expected:F2} % | {run.P50:F2} | {run.P99:F2} | {run.P999:F2} | {run.Max:F2} | {run.Server.CpuSeconds:F2} | {run.DeliveriesPerCpuSecond:F0} | {run.Server.ResidentBytes / 1048576.0:F0} | {run.Server.LongestPublishMs:F2} | {run.Server.WorstLagMs:F2} |");
        return table.ToString();
    }

    public static async Task WriteAsync(string path, Machine machine, LoadTestOptions options, string command, IReadOnlyList<RunResult> runs)
    {
        var day = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        await File.WriteAllTextAsync($"{path}.json", JsonSerializer.Serialize(new { day, command, machine, options, runs }, Indented) + "\n");
        await File.WriteAllTextAsync($"{path}.md", $"""
            # Load test: {options.Connections} connections, {options.Pipelines} pipelines, {options.Deliveries} deliveries a second

            {day}, {machine.Processor}, {machine.Cores} cores, {machine.Platform}, {machine.Runtime}; load average before: {machine.LoadBefore}. {options.Seconds} s measured after {options.Warmup} s of warm-up{(options.Pin ? "; server and load each on its own core" : "")}.
            Change → client: from just before the publish call to the frame read by the client, on the machine's monotonic clock.

            {Table(runs)}
            Repeat: `{command}`

            """);
    }
}
