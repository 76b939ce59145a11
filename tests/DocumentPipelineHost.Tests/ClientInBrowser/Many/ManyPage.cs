using System.Text.Json.Nodes;
using Dpa.Realtime.Faults;

namespace DocumentPipelineHost.Tests.ClientInBrowser.Many;

/// <summary>The React page with the user's own pipelines, <c>many.html</c>.</summary>
internal sealed class ManyPage(DevToolsPage tab)
{
    public async Task OpenAsync(Uri server)
    {
        await tab.SendAsync("Performance.enable");
        await tab.SendAsync("Page.navigate", new() { ["url"] = $"{server}many.html?user={PageServer.User}" });
    }

    /// <summary>
    /// Waits until it knows so many, and has it write down what the client tells of each from now on.
    /// </summary>
    public async Task RecordAsync(int pipelines)
    {
        await Eventually.HoldsAsync(
            async () => await tab.EvaluateAsync<int>("globalThis.page?.known().length ?? 0") == pipelines,
            $"{pipelines} pipelines in the page");
        await tab.EvaluateAsync<object?>("page.known().forEach(page.watch)");
    }

    public Task BeginAsync() => tab.EvaluateAsync<object?>("page.begin()");

    public Task<Measured> EndAsync() => tab.EvaluateAsync<Measured>("page.end()");

    /// <summary>What lives in its JavaScript heap, in bytes.</summary>
    public async Task<long> HeapAsync()
    {
        await tab.SendAsync("HeapProfiler.collectGarbage");
        return (long)await MetricAsync("JSHeapUsedSize");
    }

    /// <summary>The processor time of its main thread so far.</summary>
    public async Task<TimeSpan> ProcessorTimeAsync() => TimeSpan.FromSeconds(await MetricAsync("ThreadTime"));

    /// <summary>Waits until it holds exactly what the server holds of pipelines that stand still.</summary>
    public async Task ExpectTruthAsync(IReadOnlyCollection<JsonObject> truths)
    {
        Told told = null!;
        await Eventually.HoldsAsync(
            async () =>
                (told = Told.Parse(await tab.EvaluateAsync<string>("page.report()"))).Pipelines.Count == truths.Count
                && truths.All(IsThere),
            "the server's versions in the page");
        Assert.All(truths, truth => told.Of((string)truth["pipeline_id"]!).ExpectToBe(truth));
        Assert.Equal("live", told.Status);

        bool IsThere(JsonObject truth) =>
            JsonNode.DeepEquals(told.Of((string)truth["pipeline_id"]!).State?["version"], truth["version"]);
    }
    private async Task<double> MetricAsync(string name) =>
        (double)
            ((JsonArray)(await tab.SendAsync("Performance.getMetrics"))["metrics"]!).Single(metric =>
                (string?)metric!["name"] == name)!["value"]!;
}
