using System.Text.RegularExpressions;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Notifications;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>The statistics with their charts, and the notification settings with their test and log.</summary>
public sealed class FiguresTests(Chromium chromium)
{
    [Fact]
    public async Task Statistics_AfterADocument_AreAChartATableAndAFile()
    {
        const string File = "one.txt";
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        await upload.ChooseAsync(
            new FilePayload
            {
                Name = File, MimeType = "text/plain", Buffer = Texts.Unique("One."),
            },
            UploadPage.Document("corrupt.pdf"));
        await upload.WaitForAsync(File, "completed");
        await upload.WaitForAsync("corrupt.pdf", "failed");

        await page.GotoAsync($"{host.Address}#/statistics");
        var documents = page.Locator("[data-chart=documents]");
        await Assertions.Expect(documents.Locator(".time-chart canvas")).ToBeVisibleAsync();
        await Assertions.Expect(documents.Locator(".legend")).ToContainTextAsync("Completed 1");
        await Assertions.Expect(page.Locator("[data-chart=failures]")).ToContainTextAsync("Damaged or incomplete file");
        await Assertions
            .Expect(page.Locator("[data-chart=stages] .bars dt"))
            .ToHaveTextAsync(new[] { "Wait in the queue", "Upload", "Parse", "Index", "Summary" });
        Assert.True(await IsPaintedAsync(documents), "The chart has no bar.");
        await upload.ScreenshotAsync("desktop-12-statistics");

        await documents.GetByRole(AriaRole.Button, new() { Name = "Show as a table" }).ClickAsync();
        await Assertions.Expect(documents.Locator("tbody tr")).ToHaveCountAsync(24);
        var saved = await page.RunAndWaitForDownloadAsync(() =>
            documents.GetByRole(AriaRole.Button, new() { Name = "Download as CSV" }).ClickAsync());
        var lines = await System.IO.File.ReadAllLinesAsync(
            await saved.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal("Time,Completed,Failed,Cancelled", lines[0].TrimStart('\uFEFF'));
        Assert.EndsWith(",1,1,0", lines[^1], StringComparison.Ordinal);
        await ExpectTableAndFileAsync(page);
    }

    /// <summary>Every other chart has its figures as a table and as a file too, as many rows in both.</summary>
    private static async Task ExpectTableAndFileAsync(IPage page)
    {
        string[] others = ["pages", "stages", "failures", "transports", "traffic", "here"];
        foreach (var id in others)
        {
            var chart = page.Locator($"[data-chart={id}]");
            await chart.GetByRole(AriaRole.Button, new() { Name = "Show as a table" }).ClickAsync();
            await Assertions.Expect(chart.Locator("tbody tr").First).ToBeVisibleAsync();
            var rows = await chart.Locator("tbody tr").CountAsync();
            var saved = await page.RunAndWaitForDownloadAsync(() =>
                chart.GetByRole(AriaRole.Button, new() { Name = "Download as CSV" }).ClickAsync());
            var lines = await System.IO.File.ReadAllLinesAsync(
                await saved.PathAsync(), TestContext.Current.CancellationToken);
            Assert.Equal((id, rows + 1), (id, lines.Length));
        }
    }

    [Fact]
    public async Task Notifications_SavedAndTested_ArriveSignedAndStandInTheLog()
    {
        await using var hook = await HttpReceiver.StartAsync();
        await using var host = await PageHost.StartAsync(
            "--Notifications:AllowedNetworks", "127.0.0.0/8", "--Notifications:Interval", "00:00:00.1");
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync($"{host.Address}#/notifications");
        var test = page.GetByRole(AriaRole.Button, new() { Name = "Send a test message" });
        await Assertions.Expect(test).ToBeDisabledAsync();

        await page.GetByLabel("Webhook address").FillAsync(hook.Url);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Saved.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByLabel("Signing secret")).ToHaveValueAsync(new Regex("^whsec_"));
        await test.ClickAsync();

        await Assertions
            .Expect(page.Locator("tr[data-event=test]"))
            .ToHaveAttributeAsync("data-status", "delivered", new() { Timeout = 30_000 });
        var sent = Assert.Single(hook.Received);
        Assert.StartsWith("v1,", sent.Headers["webhook-signature"], StringComparison.Ordinal);
        Assert.Contains("\"type\":\"test\"", sent.Body, StringComparison.Ordinal);
        await page.ReloadAsync();
        await Assertions.Expect(page.GetByLabel("Webhook address")).ToHaveValueAsync(hook.Url);
    }

    /// <summary>Whether the canvas has a pixel of the colour for what is completed.</summary>
    private static Task<bool> IsPaintedAsync(ILocator chart) => chart.Locator("canvas").EvaluateAsync<bool>("""
        (canvas) => {
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          for (let at = 0; at < data.length; at += 4) {
            if (data[at + 3] > 200 && data[at + 1] > data[at] + 60 && data[at + 1] > data[at + 2] + 20) return true;
          }
          return false;
        }
        """);
}
