using System.Text.Json.Nodes;
using Dpa.Realtime.Faults;

namespace DocumentPipelineHost.Tests.ClientInBrowser.Many;

/// <summary>
/// A page of a user with very many pipelines, in a browser that nothing else listens in on. With <c>DPA_LONG=1</c> it
/// goes on for a minute; with <c>DPA_PAGE_RESULTS=path</c> the figures are written to <c>path.md</c> and
/// <c>path.json</c>.
/// </summary>
public sealed class ManyPipelinesTests
{
    private const int Pipelines = 1000;
    private const long Mebibyte = 1024 * 1024;

    private static readonly bool IsLong = Environment.GetEnvironmentVariable("DPA_LONG") == "1";
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(IsLong ? 10 : 2);
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(IsLong ? 60 : 5);

    [Fact]
    public async Task ThousandPipelines_20UpdatesASecondEach_ThePageKeepsUpAndItsMemoryStaysFlat()
    {
        await using var browser = await ChromiumProcess.StartAsync();
        await using var server = await PageServer.StartAsync(o => o.HeartbeatInterval = TimeSpan.FromSeconds(15));
        await using var work = await ManyWork.StartAsync(server.Progress, Pipelines, stage: Length / 3);
        work.BeginReporting();
        await using var tab = await DevToolsPage.OpenAsync(browser.DevTools);
        var page = new ManyPage(tab);
        var load = await PageFigures.LoadAverageAsync();

        await page.OpenAsync(server.Address);
        await page.RecordAsync(Pipelines);
        var heapAtStart = await page.HeapAsync();
        await Task.Delay(WarmUp, TimeProvider.System, TestContext.Current.CancellationToken);
        var heapWarm = await page.HeapAsync();

        var (reports, processor) = (work.Reports, await page.ProcessorTimeAsync());
        await page.BeginAsync();
        await Task.Delay(Length, TimeProvider.System, TestContext.Current.CancellationToken);
        var measured = await page.EndAsync();
        (reports, processor) = (work.Reports - reports, await page.ProcessorTimeAsync() - processor);
        var heapAtEnd = await page.HeapAsync();
        var figures = new PageFigures(
            Pipelines, measured, reports, processor.TotalMilliseconds, heapAtStart, heapWarm, heapAtEnd, load);
        TestContext.Current.TestOutputHelper!.WriteLine(figures.ToJson());

        Assert.Equal(0, measured.Reconnects);
        Assert.True(
            measured.Frames > 0 && measured.Deliveries > Pipelines,
            $"{measured.Frames} frames, {measured.Deliveries} states.");
        Assert.True(heapAtEnd - heapWarm < 3 * Mebibyte, $"The heap grew from {heapWarm} to {heapAtEnd} bytes.");
        await work.StopReportingAsync();
        await page.ExpectTruthAsync(await server.StatesAsync(work.Ids));
        await work.EndAsync();
        await page.ExpectTruthAsync(await server.StatesAsync(work.Ids));
        if (Environment.GetEnvironmentVariable("DPA_PAGE_RESULTS") is { Length: > 0 } path)
            await figures.WriteAsync(path);
    }
}
