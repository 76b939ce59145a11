using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>
/// Many tabs of one user have one socket between them; when the tab that has it is closed, another goes on.
/// </summary>
public sealed class TabsTests(Chromium chromium)
{
    [Fact]
    public async Task SecondTab_SharesTheSocketAndTakesItOver_WithADocumentUnderWay()
    {
        const string Shown = "both-tabs.pdf";
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var sockets = new ConcurrentQueue<IPage>();
        context.Page += (_, page) => page.WebSocket += (_, _) => sockets.Enqueue(page);

        var first = await context.NewPageAsync();
        var upload = new UploadPage(first, host.Address);
        await upload.OpenAsync();
        var second = await context.NewPageAsync();
        var other = new UploadPage(second, host.Address);
        await other.OpenAsync();
        Assert.Equal([first], sockets);

        await upload.ChooseAsync(UploadPage.FiftyPages(Shown));
        await Assertions
            .Expect(other.Stage(Shown, "upload"))
            .ToHaveAttributeAsync("data-status", "completed", new() { Timeout = 60_000 });
        await first.CloseAsync();
        await other.WaitForAsync(Shown, "completed");
        await Assertions
            .Expect(second.Locator(".connection"))
            .ToHaveAttributeAsync("data-status", "live", new() { Timeout = 15_000 });
        Assert.Equal([first, second], sockets);
    }
}
