using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.ClientInBrowser;
using DocumentPipelineHost.Tests.ClientInBrowser.Many;
using DocumentPipelineHost.Tests.Host;
using Dpa.Realtime;
using Dpa.Realtime.Faults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser.Bars;

/// <summary>
/// Very many documents on the upload page. With <c>DPA_LONG=1</c> the bars move for half a minute; with
/// <c>DPA_PAGE_RESULTS=folder</c> the figures are written to <c>page-200.md</c> in it.
/// </summary>
public sealed class ManyDocumentsTests(Chromium chromium)
{
    private const int Files = 200;
    private const int Broken = 2;
    private const int MostSentAtOnce = 3;
    private const int Moving = 100;

    /// <summary>Of the layout, in the worst window of 5 s.</summary>
    private const double MostShift = 0.02;

    private const string CountAlerts = """
        window.alerts = 0;
        new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => {
          if (node.matches?.('[role=alert]:not(.card [role=alert])')) window.alerts++;
        }))).observe(document, { subtree: true, childList: true });
        """;

    private const string FarCards =
        "[...document.querySelectorAll('article.card')].filter((card) => card.getBoundingClientRect().top > 2 * "
            + "innerHeight).map((card) => card.dataset.key)";

    private static readonly bool IsLong = Environment.GetEnvironmentVariable("DPA_LONG") == "1";
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(IsLong ? 30 : 4);

    /// <summary>All of a document's stages take longer than a busy machine needs for what is looked at.</summary>
    private static readonly TimeSpan Stage = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Few at a time on the way, one row for all, nothing that pops up for each, and no layout shift.
    /// </summary>
    [Fact]
    public async Task TwoHundredFiles_TwoOfThemBroken_EndInOneHeaderThatSaysSo_AndNothingJumps()
    {
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var (sent, most) = (0, 0);
        page.Request += (_, request) => CountSent(request, 1);
        page.RequestFinished += (_, request) => CountSent(request, -1);
        page.RequestFailed += (_, request) => CountSent(request, -1);
        await page.AddInitScriptAsync(PageVitals.Script);
        await page.AddInitScriptAsync(CountAlerts);
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();

        await upload.ChooseAsync([.. Enumerable.Range(1, Files).Select(FileOf)]);
        var head = page.Locator(".batch-head");
        await Assertions.Expect(head).ToHaveCountAsync(1);
        await Assertions.Expect(head.Locator("h3")).ToContainTextAsync($"{Files} files");
        // The panel makes room for the cards, once, as an answer to the drop; what follows comes by itself.
        await Assertions.Expect(page.Locator(".upload-panel")).ToHaveAttributeAsync("data-small", "true");
        await Assertions.Expect(page.Locator(".batch article.card").First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        var dropped = await page.EvaluateAsync<double>("() => performance.now()");
        await Assertions
            .Expect(head.Locator("[data-kind=done]"))
            .ToHaveTextAsync($"{Files - Broken} done", new() { Timeout = 420_000 });
        await Assertions.Expect(head.Locator("[data-kind=failed]")).ToHaveTextAsync($"{Broken} failed");
        await Assertions
            .Expect(head)
            .ToHaveAttributeAsync("data-status", "partly", new() { Timeout = 30_000 });
        await Assertions.Expect(head.Locator(".bar-failed")).ToBeVisibleAsync();
        // The files are damaged: another try is possible, and not what is advised.
        await Assertions.Expect(head.Locator("[data-action=retry]")).Not.ToContainClassAsync("button-main");
        Assert.InRange(most, 1, MostSentAtOnce);
        Assert.Equal(0, await page.EvaluateAsync<int>("() => window.alerts"));

        var vitals = JsonSerializer.Deserialize<PageVitals>(
            await page.EvaluateAsync<string>("() => JSON.stringify(globalThis.pageVitals)"),
            JsonSerializerOptions.Web)!;
        var ofTheDrop = vitals.Shifts.Where(shift => shift.At <= dropped).Sum(static shift => shift.Value);
        vitals = vitals with { Shifts = [.. vitals.Shifts.Where(shift => shift.At > dropped)] };
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"Layout shift {vitals.LayoutShift:F4}; long tasks: {vitals.LongTasksInWords}; at most {vitals.MostCards} "
                + $"cards\n{vitals.ShiftsInWords}"
        );
        await upload.ScreenshotAsync("desktop-14-two-hundred");
        Assert.True(vitals.MostCards <= 20, $"{vitals.MostCards} cards were in the page at once.");
        Assert.True(vitals.LayoutShift < MostShift, $"{vitals.LayoutShift:F4}:\n{vitals.ShiftsInWords}");
        Assert.Empty(vitals.DoneFalls); // what is done stays done
        await page.Locator(".fold[data-kind=done] button").ClickAsync();
        await Assertions.Expect(page.Locator("article.card")).ToHaveCountAsync(Files);
        await page.GetByRole(AriaRole.Button, new() { Name = "Clear finished" }).ClickAsync();
        await Assertions.Expect(page.Locator("article.card")).ToHaveCountAsync(0);
        await WriteAsync(
            "files", "200 files dropped at once",
            [
                (
                    "layout shift (CLS) from the first card to a moment after the last file's end",
                    vitals.LayoutShift.ToString("F4", CultureInfo.InvariantCulture)),
                (
                    "before that: the page's opening, and the panel that makes room once files are dropped",
                    ofTheDrop.ToString("F4", CultureInfo.InvariantCulture)),
                ("long tasks over 50 ms", vitals.LongTasksInWords),
                ("cards in the page at once, at most", $"{vitals.MostCards}"),
            ]);

        void CountSent(IRequest request, int change)
        {
            if (request.Method == "PATCH" && request.Url.Contains("/api/v2/uploads/", StringComparison.Ordinal))
                most = Math.Max(most, sent += change);
        }
    }

    [Fact]
    public async Task HundredMovingBars_OnlyWhatIsInSightIsDrawn()
    {
        using var folder = new DataFolderOfTest();
        await using var host = await TestHost.StartAsync(folder, "--webroot", PageHost.WebRoot);
        await using var browser = await ChromiumProcess.StartAsync();
        await using var work = await ManyWork.StartAsync(
            host.Services.GetRequiredService<IProgressNotifier>(), Moving, stage: Stage);
        await using var tab = await DevToolsPage.OpenAsync(browser.DevTools);
        await tab.SendAsync("Performance.enable");
        await tab.SendAsync("Page.enable");
        await tab.SendAsync("Page.addScriptToEvaluateOnNewDocument", new() { ["source"] = PageVitals.Script });
        await tab.SendAsync("Page.navigate", new() { ["url"] = host.Address.ToString() });
        await Eventually.HoldsAsync(
            async () =>
                await tab.EvaluateAsync<int>("document.querySelectorAll('article.card[data-status=processing]').length")
                == Moving,
            "all cards", TimeSpan.FromSeconds(60));
        // They are in the list before the connection is open.
        await Eventually.HoldsAsync(
            () => tab.EvaluateAsync<bool>("document.querySelector('.connection')?.dataset.status === 'live'"),
            "a connection", TimeSpan.FromSeconds(60));
        work.BeginReporting();
        await Eventually.HoldsAsync(
            () => tab.EvaluateAsync<bool>(
                "(() => { const text = document.querySelector('main').textContent; "
                    + "return text !== (globalThis.firstText ??= text); })()"),
            "a bar that moves", TimeSpan.FromSeconds(60));
        // The opening draws all cards. It is over once those in sight are drawn many times, and none beside them.
        await Eventually.HoldsAsync(
            () => tab.EvaluateAsync<bool>(
                $$"""
                (() => {
                  const far = {{FarCards}};
                  if (pageVitals.begun === 0 || Object.keys(pageVitals.touched).some((key) => far.includes(key))) {
                    Object.assign(pageVitals, { begun: performance.now(), touched: {} });
                  }
                  return Object.values(pageVitals.touched).reduce((sum, count) => sum + count, 0) >= 100;
                })()
                """),
            "a page that draws only what is in sight", TimeSpan.FromSeconds(60));

        await tab.EvaluateAsync<object?>("void Object.assign(pageVitals, { begun: performance.now(), touched: {} })");
        var (before, began) = (await MetricsAsync(tab), TimeProvider.System.GetTimestamp());
        await Task.Delay(Length, TimeProvider.System, TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(
            () => tab.EvaluateAsync<bool>("Object.keys(pageVitals.touched).length > 0"),
            "a card that is drawn", TimeSpan.FromSeconds(60));
        var (after, seconds) = (await MetricsAsync(tab), TimeProvider.System.GetElapsedTime(began).TotalSeconds);
        var vitals = JsonSerializer.Deserialize<PageVitals>(
            await tab.EvaluateAsync<string>("JSON.stringify(pageVitals)"), JsonSerializerOptions.Web)!;
        vitals = vitals with { Shifts = [.. vitals.Shifts.Where(shift => shift.At > vitals.Begun)] };
        var far = await tab.EvaluateAsync<string[]>(FarCards);

        double PerSecond(string metric) => (after[metric] - before[metric]) / seconds;
        (string, string)[] figures =
        [
            (
                "processor time of the main thread",
                string.Create(CultureInfo.InvariantCulture, $"{1000 * PerSecond("ThreadTime"):F1} ms a second")),
            (
                "its tasks by the clock, others' turns on the machine included",
                string.Create(CultureInfo.InvariantCulture, $"{1000 * PerSecond("TaskDuration"):F1} ms a second")),
            (
                "of these script",
                string.Create(CultureInfo.InvariantCulture, $"{1000 * PerSecond("ScriptDuration"):F1} ms a second")),
            (
                "of these styles and layout",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{1000 * (PerSecond("RecalcStyleDuration") + PerSecond("LayoutDuration")):F1} ms a second")),
            ("layouts", string.Create(CultureInfo.InvariantCulture, $"{PerSecond("LayoutCount"):F1} a second")),
            ("reports made", $"{ManyWork.ReportsPerSecond} a second each"),
            ("cards drawn again meanwhile", $"{vitals.Touched.Count} of {Moving}"),
            ("layout shift (CLS)", vitals.LayoutShift.ToString("F4", CultureInfo.InvariantCulture)),
            ("long tasks over 50 ms", vitals.LongTasksInWords),
        ];
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join('\n', figures));
        Assert.True(far.Length > Moving / 2, $"Only {far.Length} cards are far out of sight.");
        Assert.Empty(vitals.Touched.Keys.Intersect(far));
        Assert.NotEmpty(vitals.Touched);
        Assert.True(vitals.LayoutShift < MostShift, $"{vitals.LayoutShift:F4}:\n{vitals.ShiftsInWords}");
        await WriteAsync("moving", "100 bars that move", figures);
    }

    /// <summary>The first ones cannot be read.</summary>
    private static FilePayload FileOf(int number) => number <= Broken
        ? new()
        {
            Name = $"broken-{number}.pdf", MimeType = "application/pdf",
            Buffer = [.. Texts.BrokenPdf, .. Texts.Unique($"{number}")],
        }
        : new()
        {
            Name = $"many-{number:000}.txt", MimeType = "text/plain",
            Buffer = Texts.Unique($"The text of file {number}. It has words."),
        };

    private static async Task<Dictionary<string, double>> MetricsAsync(DevToolsPage tab) =>
        ((JsonArray)(await tab.SendAsync("Performance.getMetrics"))["metrics"]!).ToDictionary(
            static metric => (string)metric!["name"]!,
            static metric => (double)metric!["value"]!);

    /// <summary>One part of the page of figures.</summary>
    private static async Task WriteAsync(string part, string title, IEnumerable<(string What, string Figure)> figures)
    {
        if (Environment.GetEnvironmentVariable("DPA_PAGE_RESULTS") is not { Length: > 0 } folder)
            return;
        var lines = figures.Select(static figure => $"| {figure.What} | {figure.Figure} |");
        await File.WriteAllTextAsync(
            Path.Combine(Assets.Root, folder, $"page-200-{part}.md"),
            $"## {title}\n\n| what | figure |\n|---|---|\n{string.Join('\n', lines)}\n",
            TestContext.Current.CancellationToken);
    }
}
