using DocumentPipelineHost.Tests.People;
using DocumentPipelineHost.Tests.Proxies;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>
/// A person at the page in Production, behind nginx: signs in, uploads, signs out; nothing is left on the page.
/// </summary>
public sealed class SignInTests(Chromium chromium)
{
    [Theory]
    [InlineData("tls")]
    [InlineData("app")]
    [InlineData("bare")]
    public async Task Person_SignsInUploadsAndSignsOut_SeesNothingAfterwards(string way)
    {
        const string File = "payroll.txt";
        await using var nginx = new NginxServer();
        await using var production = await NginxTests.StartAsync(
            nginx, "--Proxies:Known", "127.0.0.1", "--Proxies:PathBase", "/app", "--webroot", NginxTests.PageFolder);
        await using var context = await chromium.OpenDesktopAsync(ignoreCertificates: true);
        var page = await context.NewPageAsync();
        var address = way == "tls" ? nginx.Documented : new Uri(nginx.Paths, $"{way}/");
        var upload = new UploadPage(page, address);
        await page.GotoAsync(address.ToString());
        await page.GetByLabel("Name").FillAsync(ProductionHost.Anna);
        await page.GetByLabel("Password").FillAsync("not the password");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions
            .Expect(page.GetByRole(AriaRole.Alert))
            .ToContainTextAsync("The name or the password is wrong.");
        await upload.ScreenshotAsync($"sign-in-{way}");

        await page.GetByLabel("Password").FillAsync(ProductionHost.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions
            .Expect(page.Locator(".connection"))
            .ToHaveAttributeAsync("data-status", "live", new() { Timeout = 15_000 });
        await upload.ChooseAsync(
            new FilePayload
            {
                Name = File, MimeType = "text/plain", Buffer = Host.Texts.Unique("The payroll of the harbour."),
            });
        await upload.WaitForAsync(File, "completed");
        await page.GotoAsync($"{address}#/documents");
        await page.GetByRole(AriaRole.Link, new() { Name = File }).ClickAsync();
        await Assertions.Expect(page.Locator(".document-title h1")).ToHaveTextAsync(File);
        var shown = page.Url;
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await Assertions.Expect(page.GetByLabel("Password")).ToBeVisibleAsync();
        await page.GotoAsync("about:blank");
        await page.GotoAsync(shown);
        await Assertions.Expect(page.GetByLabel("Password")).ToBeVisibleAsync();
        Assert.DoesNotContain("payroll", await page.ContentAsync(), StringComparison.OrdinalIgnoreCase);
    }
}
