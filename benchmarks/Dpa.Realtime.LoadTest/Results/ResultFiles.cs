using System.Globalization;
using System.Text.Json;

namespace Dpa.Realtime.LoadTest.Results;

/// <summary>
/// Writes a comparison as JSON and as human-readable Markdown, with the command that repeats it.
/// </summary>
internal static class ResultFiles
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static async Task WriteAsync(
        string path,
        Machine machine,
        LoadTestOptions options,
        string command,
        string tables,
        object runs
    )
    {
        var day = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        await File.WriteAllTextAsync(
            $"{path}.json",
            JsonSerializer.Serialize(
                new
                {
                    day,
                    command,
                    machine,
                    options,
                    runs,
                },
                Indented
            ) + "\n"
        );
        await File.WriteAllTextAsync(
            $"{path}.md",
            $"""
            # Load test: {Title(options)}

            {day}, {machine.Processor}, {machine.Cores} cores, {machine.Platform}, {machine.Runtime}; load average before: {machine.LoadBefore}. {options.Seconds} s measured after {options.Warmup} s of warm-up{(
                options.HasCoresOfTheirOwn ? "; servers and load each on a core of their own" : ""
            )}{(options.Tls ? "; TLS" : "")}.
            {Explanation(options)}

            {tables}
            Repeat: `{command}`

            """
        );
    }

    private static string Title(LoadTestOptions options) =>
        options.Scenario switch
        {
            Scenario.Idle => $"{options.Connections} idle connections",
            Scenario.Return => $"{options.Connections} clients that come back",
            Scenario.Polling => $"bytes of {options.Connections} clients that are told, or that ask every two seconds",
            Scenario.Cold =>
                $"the first {options.Seconds} s of a process, {options.Connections} connections, "
                    + $"{options.Deliveries} deliveries a second",
            Scenario.CrossNode =>
                $"{options.ChangesPerSecond:F0} changes a second across {options.Nodes} nodes with one Redis between "
                    + $"them",
            Scenario.Cuts =>
                $"{options.Connections} connections, each cut every {options.CutEverySeconds} s, "
                    + $"{options.ChangesPerSecond:F0} changes a second of {options.Pipelines} pipelines",
            Scenario.Overload =>
                $"{options.Connections} connections, {options.StalledPercent} % of them read nothing, "
                    + $"{options.ChangesPerSecond:F0} changes a second of {options.Pipelines} pipelines",
            _ =>
                $"{options.Connections} connections, {options.Pipelines} pipelines, {options.Deliveries} deliveries a "
                    + $"second",
        };

    private static string Explanation(LoadTestOptions options) =>
        options.Scenario switch
        {
            Scenario.Idle =>
                "Each is subscribed to one pipeline and has had its heartbeats. Memory after full collections, with "
                    + "all connections and without, divided by their number; what the kernel holds is not in it.",
            Scenario.Return =>
                "All are connected and subscribed, all lose their connections (reset), and come back, 50 at a time: dpa "
                    + "says the position that it holds, SignalR joins its group again and is told no state. From the "
                    + "first connection to the last confirmation; the mean of two returns, after a first one that is not "
                    + "counted.",
            Scenario.Polling =>
                "dpa: a WebSocket that is told. dpa-polling: the same pipelines over HTTP, each client on a connection "
                    + "of its own that is kept, every 2 s, with what it holds as If-None-Match; a browser's further "
                    + "headers are not in it. Bytes with all headers, without TCP's. Known: from just before the publish "
                    + "call to the answer read by the client.",
            Scenario.Overload => $"""
                Age: how old the newest news is that a watcher that reads holds, looked at 20 times a second. Published, the longest publish call and who was closed are counted from the first change, which came {options.Warmup} s before the measured time; closed are those whom the server ended, 4001 for a full line, the others of dpa's for a missing pong (4000). dpa's send timeout: {(
                    options.SendTimeoutSeconds == 0 ? "off" : $"{options.SendTimeoutSeconds} s"
                )}.
                """,
            Scenario.Cuts => $"""
                Each watcher's connection is reset every {options.CutEverySeconds} s, the watchers one after the other; it connects again after a random time of up to {options.AwayMilliseconds} ms and does what its peer's client does: dpa subscribes with the position it holds; SignalR with automatic reconnect joins its group again; signalr-stateful goes on with the same connection token and says what it has received (the server keeps 100,000 bytes a connection).
                The truth is the newest change of the pipeline that any watcher had when the connection opened (the answer to the upgrade was read); caught up is one that holds it and is confirmed. Changes of dpa are transitions, of which none may be left out. At the truth at the end: holds the last change of all.
                """,
            Scenario.CrossNode => $"""
                {options.Pipelines} pipelines, each produced on one node and watched by {options.WatchersPerPipeline} of the {options.Connections} connections, on other nodes than that one. The producers of each node publish {options.ChangesPerSecond
                    / options.Nodes:F0} changes a second at an even rate; all messages have the same fields and stamp. {Latency(
                    options
                )}
                What a change is differs: dpa merges it, writes it into Redis by compare-and-set (state, lease, expiry) and publishes it, in one script call, so that any node can answer for it later and a node that missed it notices. SignalR publishes it to the group's channel and keeps nothing: who connects later or missed it learns nothing of it. Redis (without a file) and the nodes are fresh for each row. Redis CPU, commands and bytes: INFO before and after; commands count those inside a script. CPU %: of one core.
                Each change is published when it is due, or late, none is left out. dpa's publish call does not wait; SignalR's waits for Redis, so a change may have to wait for the one before. Delivered below 100 %: progress that newer progress of the same stage replaced before it was sent, which dpa leaves out. How late the producers were is in the first table's last columns (of the node that was the latest).
                """,
            _ => Latency(options),
        };

    private static string Latency(LoadTestOptions options) =>
        $"Change → client: from {(options.SinceDue ? "the moment in which the change was due, which includes up to 1 ms of the producers' timer," : "just before the publish call")} to the frame read by the client, on the machine's monotonic clock.";
}
