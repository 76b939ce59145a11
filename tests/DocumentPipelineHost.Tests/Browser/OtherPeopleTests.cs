using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.People;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>
/// Nobody sees anything of another: not beside, not afterwards in the same browser, not in another tab.
/// </summary>
public sealed class OtherPeopleTests(Chromium chromium)
{
    private const string Secret = "payroll";
    private const string File = $"{Secret}.txt";

    [Fact]
    public async Task AnotherUser_InAnotherBrowser_SeesNoneOfMyDocuments()
    {
        await using var host = await PageHost.StartAsync();
        await using var mine = await chromium.OpenDesktopAsync();
        await using var theirs = await chromium.OpenDesktopAsync();
        var upload = new UploadPage(await mine.NewPageAsync(), host.Address);
        var page = await theirs.NewPageAsync();
        var other = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        await other.OpenAsync();
        await BecomeAsync(page, "user-2");
        await upload.ChooseAsync(Payload());
        await upload.WaitForAsync(File, "completed");
        var link = await upload.Card(File).Locator("h3 a").GetAttributeAsync("href");

        await Assertions.Expect(page.Locator("article.card")).ToHaveCountAsync(0);
        await other.SearchAsync(Secret);
        await Assertions.Expect(page.Locator(".empty")).ToBeVisibleAsync();
        await page.GotoAsync($"{host.Address}{link}");
        await Assertions.Expect(page.Locator(".error-box")).ToContainTextAsync("There is no such document.");
    }

    [Fact]
    public async Task AnotherUser_InTheSameTab_FindsNoTraceOfTheFormer()
    {
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        await upload.ChooseAsync(Payload());
        await upload.WaitForAsync(File, "completed");
        await upload.SearchAsync(Secret);
        await upload.ExpectHitAsync(File);
        await page.Locator("a.hit-link").First.ClickAsync();
        await Assertions.Expect(page.Locator(".page-text mark").First).ToBeVisibleAsync();

        await BecomeAsync(page, "user-2");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Documents");
        await Assertions.Expect(page.Locator(".empty")).ToBeVisibleAsync();
        await ExpectNoTraceAsync(page);
    }

    [Fact]
    public async Task SignOut_InOneTab_ShowsTheSignInInTheOtherToo()
    {
        await using var production = await ProductionHost.StartAsync(settings: ["--webroot", PageHost.WebRoot]);
        await using var context = await chromium.OpenDesktopAsync();
        var first = await SignInAsync(context, production);
        var upload = new UploadPage(first, production.Address);
        await upload.ChooseAsync(Payload());
        await upload.WaitForAsync(File, "completed");
        var second = await context.NewPageAsync();
        await second.GotoAsync($"{production.Address}#/search?q={Secret}");
        await Assertions.Expect(second.Locator("a.hit-link").First).ToBeVisibleAsync(new() { Timeout = 15_000 });

        await first.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(first.GetByLabel("Password")).ToBeVisibleAsync();
        await Assertions.Expect(second.GetByLabel("Password")).ToBeVisibleAsync();
        await ExpectNoTraceAsync(first);
        await ExpectNoTraceAsync(second);
    }

    [Fact]
    public async Task SessionOver_NextThingThatIsAskedFor_ShowsTheSignIn()
    {
        await using var production = await ProductionHost.StartAsync(settings: ["--webroot", PageHost.WebRoot]);
        await using var context = await chromium.OpenDesktopAsync();
        var page = await SignInAsync(context, production);
        var upload = new UploadPage(page, production.Address);
        await upload.ChooseAsync(Payload());
        await upload.WaitForAsync(File, "completed");

        await context.ClearCookiesAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Notifications", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Password")).ToBeVisibleAsync();
        await ExpectNoTraceAsync(page);
    }

    private static FilePayload Payload() =>
        new() { Name = File, MimeType = "text/plain", Buffer = Texts.Unique($"The {Secret} of the harbour.") };

    private static async Task<IPage> SignInAsync(IBrowserContext context, ProductionHost production)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(production.Address.ToString());
        await page.GetByLabel("Name").FillAsync(ProductionHost.Anna);
        await page.GetByLabel("Password").FillAsync(ProductionHost.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions
            .Expect(page.Locator(".connection"))
            .ToHaveAttributeAsync("data-status", "live", new() { Timeout = 15_000 });
        return page;
    }

    private static async Task BecomeAsync(IPage page, string user)
    {
        await page.Locator("select.user").SelectOptionAsync(user);
        await Assertions.Expect(page.Locator("select.user")).ToHaveValueAsync(user);
        await Assertions
            .Expect(page.Locator(".connection"))
            .ToHaveAttributeAsync("data-status", "live", new() { Timeout = 15_000 });
    }

    private static async Task ExpectNoTraceAsync(IPage page)
    {
        var trace = await page.EvaluateAsync<string>(
            "() => [document.title, location.href, document.documentElement.outerHTML, JSON.stringify(localStorage), "
                + "JSON.stringify(sessionStorage)].join(' ')"
        );
        Assert.DoesNotContain(Secret, trace, StringComparison.OrdinalIgnoreCase);
    }
}
