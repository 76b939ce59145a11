using System.Globalization;
using System.Text.RegularExpressions;
using DocumentPipelineHost.Tests.Host;
using Dpa.Realtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser.Bars;

/// <summary>
/// How long a change takes into a frame of the page, as its statistics page says it: live, and beside it where the page
/// asks every two seconds. With <c>DPA_LONG=1</c> over more changes; with <c>DPA_PAGE_RESULTS=folder</c> the figures
/// are written to <c>page-delays.md</c> in it.
/// </summary>
public sealed partial class DelayTests(Chromium chromium)
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("DPA_LONG") == "1";
    private static readonly int Changes = IsLong ? 60 : 5;

    /// <summary>Longer than between two polls, so that each change is seen for itself.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(2300);

    [Fact]
    public async Task Changes_LiveAndByPolling_AreTimedIntoTheirFrames()
    {
        using var folder = new DataFolderOfTest();
        await using var host = await TestHost.StartAsync(folder, "--webroot", PageHost.WebRoot);
        await using var gate = new SocketGate(host.Address);
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        await new UploadPage(page, gate.Address).OpenAsync();
        var progress = host.Services.GetRequiredService<IProgressNotifier>();

        var live = await TimeAsync(page, progress, Changes * 4, TimeSpan.FromMilliseconds(230));
        gate.ShutForStreamsToo();
        await page.GotoAsync($"{gate.Address}#/upload");
        await page.ReloadAsync(); // what was timed before is forgotten
        await Assertions
            .Expect(page.Locator(".connection"))
            .ToHaveAttributeAsync("data-status", "polling", new() { Timeout = 90_000 });
        var polled = await TimeAsync(page, progress, Changes, Slow);

        TestContext.Current.TestOutputHelper!.WriteLine($"live {live}\npolling {polled}");
        await WriteAsync(live, polled);
    }

    /// <summary>Moves a pipeline that the page shows, and reads what the page says of its delays then.</summary>
    private static async Task<Delays> TimeAsync(IPage page, IProgressNotifier progress, int changes, TimeSpan pace)
    {
        await using var work = await MovedPipeline.StartAsync(progress, $"delays-{Guid.NewGuid():N}");
        await Assertions
            .Expect(page.Locator($"article.card[data-pipeline-id='{work.Id}']"))
            .ToHaveAttributeAsync("data-status", "processing", new() { Timeout = 60_000 });
        await work.MoveAsync(0, 90, changes, pace);
        var percent = $"article.card[data-pipeline-id='{work.Id}'] li.stage[data-stage=parse] .stage-percent";
        await Assertions
            .Expect(page.Locator(percent))
            .ToHaveTextAsync("90 %", new() { Timeout = 30_000 });

        await page.EvaluateAsync("location.hash = '#/statistics'");
        var said = page.Locator("[data-chart=here] dl");
        await Assertions.Expect(said).ToContainTextAsync(Said(), new() { Timeout = 15_000 });
        var match = Said().Match(await said.TextContentAsync() ?? "");
        await page.Locator("[data-chart=delays]").GetByRole(AriaRole.Button).First.ClickAsync(); // as a table
        var counts = await page.Locator("[data-chart=delays] tbody tr td:nth-child(2)").AllTextContentsAsync();
        var delays = new Delays(
            Number(match.Groups[1].Value), Number(match.Groups[2].Value), counts.Sum(Number));
        Assert.True(delays.Count >= changes / 2, $"Only {delays.Count} of {changes} changes were timed.");
        return delays;
    }

    private static int Number(string text) =>
        int.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    private static async Task WriteAsync(Delays live, Delays polled)
    {
        if (Environment.GetEnvironmentVariable("DPA_PAGE_RESULTS") is not { Length: > 0 } folder)
            return;
        await File.WriteAllTextAsync(
            Path.Combine(Assets.Root, folder, "page-delays.md"),
            $"""
            # From a change to its frame in the page

            As the page itself measures it, in Chromium without a graphics card: from the time at which the host
            accepted a report to the frame that is drawn with it.

            | how | changes | half within | 95 % within |
            |---|---|---|---|
            | live | {live.Count} | {live.P50} ms | {live.P95} ms |
            | the same page, asking every 2 s | {polled.Count} | {polled.P50} ms | {polled.P95} ms |

            """,
            TestContext.Current.CancellationToken);
    }

    [GeneratedRegex(@"half within ([\d,]+) ms, 95 % within ([\d,]+) ms")]
    private static partial Regex Said();

    private sealed record Delays(int P50, int P95, int Count);
}
