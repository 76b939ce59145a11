using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>What a person is told before anything is uploaded.</summary>
public sealed class OptionsTests(Chromium chromium)
{
    [Fact]
    public async Task Limits_OfBytesAndPages_AreNamedBeforeTheUpload()
    {
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        await new UploadPage(page, host.Address).OpenAsync();

        await Assertions.Expect(page.Locator(".drop-limits")).ToContainTextAsync("up to 200 MB and 10,000 pages each");
    }

    [Fact]
    public async Task Presets_SayTheChoiceOnce_SingleStepsSayWhatTheyTakeAlong()
    {
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        await new UploadPage(page, host.Address).OpenAsync();
        var steps = page.Locator(".options input[type=checkbox]");
        await Assertions.Expect(page.Locator(".presets .chip[aria-pressed=true]")).ToHaveTextAsync("Index + summary");
        await Assertions.Expect(steps).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".will-run")).ToContainTextAsync("Upload → Parse → Index → Summary");

        await page.GetByRole(AriaRole.Button, new() { Name = "Choose single steps" }).ClickAsync();
        await page.Locator("input[name=create_index]").UncheckAsync();
        await page.Locator("input[name=deep_analysis]").CheckAsync();
        await Assertions.Expect(page.Locator(".options-notice")).ToContainTextAsync("so that was turned on too");
        await Assertions.Expect(page.Locator("input[name=create_index]")).ToBeCheckedAsync();
        await Assertions.Expect(page.Locator(".will-run")).ToContainTextAsync("Index → Summary → Deep analysis");
        await page.ReloadAsync(); // the last choice is remembered
        await Assertions.Expect(page.Locator(".presets .chip[aria-pressed=true]")).ToHaveTextAsync("Everything");
    }
}
