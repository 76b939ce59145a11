using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>
/// The page's connection fails and comes back, with the delays that people have: the dot says so, and documents go on.
/// </summary>
public sealed class ConnectionTests(Chromium chromium)
{
    private const string Green = "rgb(44, 155, 102)", Amber = "rgb(209, 139, 11)", Red = "rgb(207, 58, 49)";

    // Five failures in a row lie at most 2 + 4 + 8 + 16 s apart.
    private const float FallbackLimit = 60_000;

    [Fact]
    public async Task SocketsThenStreamsCut_WithDocumentsUnderWay_StreamsPollsAndComesBackLive()
    {
        const string Before = "before.pdf", During = "during.pdf", Polled = "polled.pdf", After = "after.pdf";
        await using var host = await PageHost.StartAsync();
        await using var gate = new SocketGate(host.Address);
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var history = await StageHistory.RecordAsync(page);
        var upload = new UploadPage(page, gate.Address);
        await upload.OpenAsync();
        await ExpectDotAsync("live", Green, 15_000);

        await upload.ChooseAsync(UploadPage.FiftyPages(Before));
        await history.UntilAsync(Before, "parse", "processing");
        gate.ShutForSockets();
        await ExpectDotAsync("reconnecting", Amber, 15_000);
        await upload.ScreenshotAsync("desktop-7-reconnecting");
        await ExpectDotAsync("streaming", Amber, FallbackLimit);
        await upload.WaitForAsync(Before, "completed");
        Assert.True(gate.RefusedSockets >= 4, $"{gate.RefusedSockets} attempts were made.");

        await upload.ChooseAsync(UploadPage.FiftyPages(During));
        await Assertions
            .Expect(upload.Stage(During, "upload"))
            .ToHaveAttributeAsync("data-status", "completed", new() { Timeout = 60_000 });
        gate.ShutForStreamsToo();
        await ExpectDotAsync("polling", Red, 30_000);
        await upload.WaitForAsync(During, "completed");
        await upload.ScreenshotAsync("desktop-8-polling");
        await upload.ChooseAsync(UploadPage.FiftyPages(Polled));
        await upload.WaitForAsync(Polled, "completed");
        Assert.Equal("completed", (await history.OfAsync(Polled, "summary"))[^1].Status);
        await ExpectDotAsync("polling", Red, 1_000);

        gate.Open();
        await context.SetOfflineAsync(true);
        await context.SetOfflineAsync(false); // the page hears `online` and tries at once
        await ExpectDotAsync("live", Green, 15_000);
        await upload.ChooseAsync(UploadPage.FiftyPages(After));
        await upload.WaitForAsync(After, "completed");
        await ExpectDotAsync("live", Green, 1_000);

        async Task ExpectDotAsync(string status, string colour, float within)
        {
            await Assertions
                .Expect(page.Locator(".connection"))
                .ToHaveAttributeAsync("data-status", status, new() { Timeout = within });
            await Assertions.Expect(page.Locator(".connection .dot")).ToHaveCSSAsync("background-color", colour);
        }
    }
}
