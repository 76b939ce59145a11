using System.Text.Json;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.People;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>axe-core finds nothing serious on any page, light and dark, on a desktop and on a phone.</summary>
public sealed class AxeTests(Chromium chromium)
{
    private static readonly string Script = Path.Combine(
        Assets.Root, "samples", "DocumentPipelineHost", "ClientApp", "node_modules", "axe-core", "axe.min.js");

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task EveryPage_HasNoSeriousFinding(ColorScheme scheme)
    {
        const string Good = "library-report.en.txt", Bad = "corrupt.pdf";
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenPhoneAsync("en-US", scheme);
        await context.AddInitScriptAsync(scriptPath: Script);
        var page = await context.NewPageAsync();
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        await ExpectCleanAsync(page, "upload, empty");
        await page.GetByRole(AriaRole.Button, new() { Name = "Everything" }).ClickAsync();
        await upload.ChooseAsync(UploadPage.Document(Good), UploadPage.Document(Bad));
        await upload.WaitForAsync(Good, "completed");
        await upload.WaitForAsync(Bad, "failed");
        await ExpectCleanAsync(page, "upload");
        await upload.Card(Bad).GetByRole(AriaRole.Button, new() { Name = "More actions" }).ClickAsync();
        await Assertions.Expect(page.Locator(".menu-item").First).ToBeVisibleAsync();
        await ExpectCleanAsync(page, "menu");
        await page.Keyboard.PressAsync("Escape");

        await page.GotoAsync($"{host.Address}#/documents");
        await Assertions.Expect(page.Locator("tr[data-document-id]")).ToHaveCountAsync(2);
        await ExpectCleanAsync(page, "documents");
        await page.GetByRole(AriaRole.Link, new() { Name = Good }).ClickAsync();
        await Assertions.Expect(page.Locator(".analysis h3").First).ToBeVisibleAsync();
        await ExpectCleanAsync(page, "document");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add processing" }).ClickAsync();
        await Assertions.Expect(page.Locator("dialog[open] .option").First).ToBeVisibleAsync();
        await ExpectCleanAsync(page, "add processing");
        await page.Keyboard.PressAsync("Escape");
        await upload.SearchAsync("library");
        await upload.ExpectHitAsync(Good);
        await ExpectCleanAsync(page, "search");
        await page.Locator("a.hit-link").First.ClickAsync();
        await Assertions.Expect(page.Locator(".page-text mark").First).ToBeVisibleAsync();
        await ExpectCleanAsync(page, "reader");
        await page.GotoAsync($"{host.Address}#/statistics");
        await Assertions.Expect(page.Locator(".time-chart canvas").First).ToBeVisibleAsync();
        await ExpectCleanAsync(page, "statistics");
        await page.GotoAsync($"{host.Address}#/notifications");
        await Assertions.Expect(page.Locator("form.settings")).ToBeVisibleAsync();
        await ExpectCleanAsync(page, "notifications");
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task SignIn_HasNoSeriousFinding(ColorScheme scheme)
    {
        await using var production = await ProductionHost.StartAsync(settings: ["--webroot", PageHost.WebRoot]);
        await using var context = await chromium.OpenPhoneAsync("zh-CN", scheme);
        await context.AddInitScriptAsync(scriptPath: Script);
        var page = await context.NewPageAsync();
        await page.GotoAsync(production.Address.ToString());
        await page.Locator("input[name=name]").FillAsync(ProductionHost.Anna);
        await page.Locator("input[name=password]").FillAsync("not the password");
        await page.Locator("button[type=submit]").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await ExpectCleanAsync(page, "sign in");
    }

    private static async Task ExpectCleanAsync(IPage page, string what)
    {
        var findings = await page.EvaluateAsync<JsonElement>("""
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
              .filter((each) => each.impact === 'serious' || each.impact === 'critical')
              .map((each) => `${each.id}: ${each.nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(' | ')}`)
            """);
        Assert.True(findings.GetArrayLength() == 0, $"{what}: {findings}");
    }
}
