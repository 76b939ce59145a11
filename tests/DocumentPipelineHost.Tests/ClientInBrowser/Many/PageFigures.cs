using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.ClientInBrowser.Many;

/// <summary>What a run is written down as.</summary>
/// <param name="Pipelines">How many there were.</param>
/// <param name="Measured">What the page says.</param>
/// <param name="Reports">Progress reports that were made in that time.</param>
/// <param name="ProcessorMs">Processor time of the page's main thread in it.</param>
/// <param name="HeapAtStart">JavaScript heap after a garbage collection, in bytes: all pipelines just known.</param>
/// <param name="HeapWarm">The same when the measured time began.</param>
/// <param name="HeapAtEnd">The same at its end.</param>
/// <param name="LoadBefore">The machine's load average before.</param>
internal sealed record PageFigures(
    int Pipelines,
    Measured Measured,
    long Reports,
    double ProcessorMs,
    long HeapAtStart,
    long HeapWarm,
    long HeapAtEnd,
    string LoadBefore
)
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
    };

    public static async Task<string> LoadAverageAsync() =>
        File.Exists("/proc/loadavg")
            ? string.Join(
                ' ',
                (await File.ReadAllTextAsync("/proc/loadavg", TestContext.Current.CancellationToken)).Split(' ').Take(2)
            )
            : "unknown";

    /// <summary>Above normal where other work on the machine was kept from being measured too (<c>nice</c>).</summary>
    public ProcessPriorityClass Priority { get; } = Process.GetCurrentProcess().PriorityClass;

    public string ToJson() => JsonSerializer.Serialize(this, Indented);

    /// <summary>Writes <c>.json</c> and <c>.md</c>; a relative path is below the repository.</summary>
    public async Task WriteAsync(string path)
    {
        path = Path.Combine(Assets.Root, path);
        await File.WriteAllTextAsync($"{path}.json", ToJson() + "\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync($"{path}.md", ToMarkdown(), TestContext.Current.CancellationToken);
    }

    private string ToMarkdown()
    {
        var seconds = Measured.Ms / 1000;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            # One page, {Pipelines:N0} pipelines, {ManyWork.ReportsPerSecond} updates a second each

            {DateTime.UtcNow:yyyy-MM-dd}, {Environment.ProcessorCount} cores that the server, the producers and the whole browser share, {RuntimeInformation.OSDescription}, .NET {Environment.Version}, Chromium
            (headless, without a graphics card); load average before (1 and 5 minutes): {LoadBefore}; priority of all of it: {Priority}. A React page as a user would write it, bundled for production:
            `useMyPipelines` for the list and its sum, `usePipeline` and `useSmoothPercent` for each of the 26 rows in sight; and a listener to every pipeline that writes down its transitions.

            | what | figure |
            |---|---|
            | measured | {seconds:F1} s |
            | progress reports made | {Reports:N0} ({Reports / seconds:N0} a second) |
            | changes by the server's versions | {Measured.Changes:N0} |
            | states that the client took in, each from a frame of its own | {Measured.Deliveries:N0} ({Measured.Deliveries
                / seconds:N0} a second) |
            | left out for a newer one (conflated) | {Measured.Conflated:N0} |
            | transitions, all of which stay: in the states, and in what the page writes down | {Measured.Transitions:N0} |
            | animation frames | {Measured.Frames:N0} ({Measured.Frames
                / seconds:F1} a second), the longest {Measured.LongestFrame:F0} ms |
            | long tasks (over 50 ms) | {Told(Measured.LongTasks)} |
            | long tasks while the page was opened and warmed up (two forced collections among them) | {Told(
                Measured.EarlierLongTasks
            )} |
            | processor time of the page's main thread | {ProcessorMs / 1000:F1} s ({ProcessorMs
                / Measured.Ms:P0} of a core) |
            | JavaScript heap after a collection: all known / warm / at the end | {HeapAtStart / 1e6:F2} / {HeapWarm
                / 1e6:F2} / {HeapAtEnd / 1e6:F2} MB |
            | heals, reconnects | {Measured.Heals}, {Measured.Reconnects} |
            | final state of all pipelines, once at rest and once ended | the server's, each transition raised once |

            Repeat: `dotnet build -c Release tests/DocumentPipelineHost.Tests`, then
            `DPA_LONG=1 DPA_PAGE_RESULTS=benchmarks/results/page-1000 artifacts/bin/DocumentPipelineHost.Tests/release/DocumentPipelineHost.Tests -class '*ManyPipelinesTests'`

            """
        );
    }

    private static string Told(double[] tasks) =>
        tasks.Length == 0
            ? "none"
            : string.Create(CultureInfo.InvariantCulture, $"{tasks.Length}, the longest {tasks.Max():F0} ms");
}
