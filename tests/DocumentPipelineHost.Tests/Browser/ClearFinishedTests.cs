using DocumentPipelineHost.Tests.Host;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>What is finished is cleared away; what runs stays.</summary>
public sealed class ClearFinishedTests(Chromium chromium)
{
    [Fact]
    public async Task ClearFinished_WithOneRunning_KeepsThatOne()
    {
        const string Stored = "stored.txt", Running = "running.txt";
        await using var host = await HeldHost.StartAsync("summary");
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Upload only" }).ClickAsync();
        await upload.ChooseAsync(
            new FilePayload
            {
                Name = Stored, MimeType = "text/plain", Buffer = Texts.Unique("Stored."),
            });
        await upload.WaitForAsync(Stored, "completed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Everything" }).ClickAsync();
        await upload.ChooseAsync(
            new FilePayload
            {
                Name = Running, MimeType = "text/plain", Buffer = Texts.Unique("Running."),
            });
        await upload.WaitForAsync(Running, "processing");

        await page.GetByRole(AriaRole.Button, new() { Name = "Clear finished" }).ClickAsync();
        await Assertions.Expect(upload.Card(Stored)).ToHaveCountAsync(0);
        await Assertions.Expect(upload.Card(Running)).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Assertions.Expect(upload.Card(Running)).ToBeVisibleAsync();
        await Assertions.Expect(upload.Card(Stored)).ToHaveCountAsync(0);
    }
}
