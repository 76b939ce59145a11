using System.Globalization;
using DocumentPipelineHost.Tests.Batches;
using DocumentPipelineHost.Tests.Host;
using Dpa.Realtime.Faults;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser.Bars;

/// <summary>
/// What the page costs on the wire, counted at the socket with heads and frames, beside the same page that asks every
/// two seconds. With <c>DPA_LONG=1</c> it is measured for longer, and with 100 documents under way too; with
/// <c>DPA_PAGE_RESULTS=folder</c> written to <c>page-bytes.md</c> in it.
/// </summary>
public sealed class BytesTests(Chromium chromium)
{
    /// <summary>
    /// As the page of DPA V2 did: the progress of each document that has not ended, every two seconds.
    /// </summary>
    private const string Poller = """
        async (documents) => {
          const left = new Map(documents);
          while (left.size > 0) {
            await Promise.all([...left].map(async ([pipeline, document]) => {
              const answer = await fetch(`/api/v2/documents/${document}/pipeline/${pipeline}/progress`);
              const { status } = await answer.json();
              if (['completed', 'failed', 'cancelled'].includes(status)) left.delete(pipeline);
            }));
            await new Promise((resolve) => setTimeout(resolve, 2000));
          }
        }
        """;

    private static readonly bool IsLong = Environment.GetEnvironmentVariable("DPA_LONG") == "1";
    private const int Documents = 100;

    /// <summary>Of a measurement: by then the pages of the list that are read one after the other are read.</summary>
    private static readonly TimeSpan AllRead = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(IsLong ? 60 : 8);

    [Fact]
    public async Task IdlePage_CostsATwentiethOfPolling()
    {
        await using var host = await PageHost.StartAsync();
        await using var gate = new SocketGate(host.Address);
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        await new UploadPage(page, gate.Address).OpenAsync();
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        var live = await CountAsync(gate);
        // What was counted is a live page's: one that lost its connection costs little too.
        await Assertions.Expect(page.Locator(".connection")).ToHaveAttributeAsync("data-status", "live");
        gate.ShutForStreamsToo();
        await Assertions
            .Expect(page.Locator(".connection"))
            .ToHaveAttributeAsync("data-status", "polling", new() { Timeout = 90_000 });
        var polled = await CountAsync(gate);

        var less = 100 - (100.0 * live / polled);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{live} bytes live, {polled} polling in {Idle.TotalSeconds} s: {less:F1} % less");
        Assert.True(less >= 95, $"{live} bytes live, {polled} polling");
        await WriteAsync(
            "idle", $"Idle, {Idle.TotalSeconds:F0} s",
            [("live", live, ""), ("the same page, polling every 2 s", polled, Less(live, polled))]);
    }

    /// <summary>However many documents of another page's batch end: they are read together.</summary>
    [Fact]
    public async Task BatchOfAnotherPage_ItsEnds_AreNoRequestEach()
    {
        const int Few = 30;
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        using var client = new HostClient(host.Address, MovedPipeline.User);
        var page = await context.NewPageAsync();
        await new UploadPage(page, host.Address).OpenAsync();
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        var costs = new PageCosts(page);

        await client.EndBatchAsync(await BeginAsync(client, Few, pages: 20), seconds: 200);
        await Assertions
            .Expect(page.Locator(".batch-head [data-kind=done]").First)
            .ToHaveTextAsync($"{Few} done", new() { Timeout = 60_000 });
        await page.Locator(".fold[data-kind=done] button").First.ClickAsync();
        await Assertions
            .Expect(page.Locator("article.card[data-status=completed] a[aria-label^='Read the summary']"))
            .ToHaveCountAsync(Few, new() { Timeout = 60_000 });

        TestContext.Current.TestOutputHelper!.WriteLine(costs.InWords);
        Assert.InRange(costs.CountOf("GET /api/v1/documents/{id}"), 0, 3);
        Assert.InRange(costs.CountOf("GET /api/v2/documents"), 1, 8);
    }

    /// <summary>
    /// How long documents take decides it: the longer, the less of polling a live page costs. So it is a measurement,
    /// and no test of every run.
    /// </summary>
    [Theory]
    [InlineData(200)]
    [InlineData(1000)]
    public async Task ActivePage_BesidePolling_IsMeasured(int pages)
    {
        Assert.SkipUnless(IsLong, "DPA_LONG=1 measures it.");
        await using var host = await PageHost.StartAsync();
        await using var gate = new SocketGate(host.Address);
        await using var context = await chromium.OpenDesktopAsync();
        using var client = new HostClient(host.Address, MovedPipeline.User);
        var page = await context.NewPageAsync();
        await new UploadPage(page, gate.Address).OpenAsync();
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        var costs = new PageCosts(page);
        await page.ReloadAsync(); // its socket is one that is looked into
        var (live, seconds) = await WatchAsync(page, client, gate, costs, pages, "live", batches: 1);
        TestContext.Current.TestOutputHelper!.WriteLine(costs.InWords);

        gate.ShutForStreamsToo();
        await page.ReloadAsync();
        var (samePage, _) = await WatchAsync(page, client, gate, costs, pages, "polling", batches: 2);

        await page.GotoAsync("about:blank");
        await page.GotoAsync($"{gate.Address}healthz/live");
        var before = gate.Bytes;
        var batch = await BeginAsync(client, Documents, pages);
        var documents = (await client.GetAsync($"/api/v2/batches/{batch}"))["documents"]!
            .AsArray()
            .Select(static document => new[] { (string)document!["pipeline_id"]!, (string)document["document_id"]! })
            .ToArray();
        await page.EvaluateAsync(Poller, documents);
        var polled = gate.Bytes - before;

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{live} bytes live, {samePage} by the same page polling, {polled} polling each of {Documents} documents: "
                + Less(live, polled));
        // a fifth is aimed at: benchmarks/results/page-bytes.md
        Assert.True(live > 0 && polled > 0, $"{live} bytes live, {polled} polling");
        await WriteAsync(
            $"active-{pages}",
            string.Create(
                CultureInfo.InvariantCulture,
                $"Active, {Documents} documents of {pages} pages, {seconds:F0} s from their upload to the last one's end"),
            [
                ("live, all that the page fetches included", live, ""),
                ("the same page, its sockets and streams refused, polling", samePage, Less(live, samePage)),
                ("the progress of each that has not ended, every 2 s", polled, Less(live, polled)),
            ]);
    }

    /// <summary>What a page costs from the upload of a batch by another to the last document's end.</summary>
    private static async Task<(long Bytes, double Seconds)> WatchAsync(
        IPage page, HostClient client, SocketGate gate, PageCosts costs, int pages, string connection, int batches)
    {
        await Assertions
            .Expect(page.Locator(".connection"))
            .ToHaveAttributeAsync("data-status", connection, new() { Timeout = 90_000 });
        if (connection == "live")
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        var (before, began) = (gate.Bytes, TimeProvider.System.GetTimestamp());
        await client.EndBatchAsync(await BeginAsync(client, Documents, pages), seconds: 400);
        await Assertions.Expect(page.Locator(".batch-head")).ToHaveCountAsync(batches, new() { Timeout = 30_000 });
        await Assertions
            .Expect(page.Locator(".batch-head").First)
            .ToHaveAttributeAsync("data-status", "completed", new() { Timeout = 60_000 });
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        // The ends are read together afterwards, and that costs too.
        var lists = costs.CountOf("GET /api/v2/documents");
        await Eventually.HoldsAsync(
            () => costs.CountOf("GET /api/v2/documents") > lists, "the ends are read", TimeSpan.FromSeconds(60));
        await Task.Delay(AllRead, TimeProvider.System, TestContext.Current.CancellationToken);
        return (gate.Bytes - before, seconds);
    }

    private static string Less(long live, long polled) =>
        string.Create(CultureInfo.InvariantCulture, $"live costs {100 - (100.0 * live / polled):F1} % less");

    private static async Task<string> BeginAsync(HostClient client, int count, int pages)
    {
        var (status, batch) = await client.CreateBatchAsync(
            BatchClient.Files(count, pages), ("create_index", "true"), ("generate_summary", "true"));
        Assert.Equal(202, status);
        return batch.Id();
    }

    private static async Task<long> CountAsync(SocketGate gate)
    {
        var before = gate.Bytes;
        await Task.Delay(Idle, TimeProvider.System, TestContext.Current.CancellationToken);
        return gate.Bytes - before;
    }

    private static async Task WriteAsync(
        string part, string title, IEnumerable<(string What, long Bytes, string Note)> figures)
    {
        if (Environment.GetEnvironmentVariable("DPA_PAGE_RESULTS") is not { Length: > 0 } folder)
            return;
        var lines = figures.Select(static figure =>
            string.Create(CultureInfo.InvariantCulture, $"| {figure.What} | {figure.Bytes:N0} | {figure.Note} |"));
        await File.WriteAllTextAsync(
            Path.Combine(Assets.Root, folder, $"page-bytes-{part}.md"),
            $"## {title}\n\n| how | bytes, both ways | |\n|---|---|---|\n{string.Join('\n', lines)}\n",
            TestContext.Current.CancellationToken);
    }
}
