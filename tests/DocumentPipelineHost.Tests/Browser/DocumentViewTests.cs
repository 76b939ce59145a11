using System.Text.RegularExpressions;
using DocumentPipelineHost.Tests.Host;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>
/// A person at a stored document: what was found in it, every run of it, its pages, its PDF, and the search that leads
/// there.
/// </summary>
public sealed class DocumentViewTests(Chromium chromium)
{
    private const string Pdf = "garden.pdf";

    [Fact]
    public async Task Document_AddProcessing_ShowsTheAnalysisAndASecondRun()
    {
        const string File = "cranes.md";
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        await upload.ChooseAsync(new FilePayload { Name = File, MimeType = "text/markdown", Buffer = Texts.English });
        await upload.WaitForAsync(File, "completed");
        await upload.Card(File).GetByRole(AriaRole.Link, new() { Name = File, Exact = true }).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Add processing" }).ClickAsync();
        await page.Locator("dialog[open] input[name=deep_analysis]").CheckAsync();
        await page.Locator("dialog[open]").GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();

        var analysis = page.Locator(".analysis");
        await Assertions.Expect(analysis.Locator(".outline li")).ToHaveCountAsync(2, new() { Timeout = 60_000 });
        await Assertions.Expect(analysis).ToContainTextAsync("cranes@harbour.example");
        await Assertions.Expect(analysis).ToContainTextAsync("$12,000");
        await Assertions.Expect(analysis.Locator(".references li").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".runs > li")).ToHaveCountAsync(2);
        await upload.ScreenshotAsync("desktop-10-document");
    }

    [Fact]
    public async Task SearchHit_ByTheKeyboard_OpensThePageWithItsHitsMarkedAndThePdfThere()
    {
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        await upload.ChooseAsync(UploadPage.FiftyPages(Pdf));
        await upload.WaitForAsync(Pdf, "completed");
        await upload.SearchAsync("mildew");
        await upload.ExpectHitAsync(Pdf);
        await Assertions.Expect(page.Locator("li.hit")).ToHaveCountAsync(1); // one document, however many hits
        List<string> refusals = [];
        page.Console += (_, message) =>
        {
            if (message.Text.Contains("Refused", StringComparison.OrdinalIgnoreCase))
                refusals.Add(message.Text);
        };

        await page.Locator("a.hit-link").First.FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".page-text mark").First).ToHaveTextAsync("mildew");
        await Assertions.Expect(page.Locator(".page-text mark").First).ToBeInViewportAsync();
        var title = await page.Locator(".reader h1").TextContentAsync();
        // beside the text, at the same page
        var pdf = page.Locator("iframe.pdf-view");
        await Assertions
            .Expect(pdf)
            .ToHaveAttributeAsync("src", new Regex($@"/content\?inline=true#page={title!.Split(' ')[1]}&"));
        await Assertions.Expect(pdf).ToBeInViewportAsync();
        await upload.ScreenshotAsync("desktop-11-reader");
        var link = page.GetByRole(AriaRole.Link, new() { Name = "Open the PDF at this page" });
        Assert.EndsWith(
            $"?inline=true#page={title.Split(' ')[1]}", await link.GetAttributeAsync("href"), StringComparison.Ordinal
        );
        var headers = await page.EvaluateAsync<string[]>(
            "async (address) => { const { headers } = await fetch(address); return [headers.get('content-type'), "
                + "headers.get('content-disposition') ?? 'shown']; }",
            await link.GetAttributeAsync("href"));
        Assert.Equal("application/pdf shown", string.Join(' ', headers));
        var viewer = await context.RunAndWaitForPageAsync(() => link.ClickAsync());
        await viewer.WaitForURLAsync(
            new Regex(@"/content\?inline=true#page=\d+$"), new() { WaitUntil = WaitUntilState.Commit });

        await page.BringToFrontAsync();
        await page.Locator(".reader h1").ClickAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(page.Locator(".reader h1")).Not.ToHaveTextAsync(title);
        await page.Locator(".page-number").FillAsync("50");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".reader h1")).ToHaveTextAsync("Page 50");
        await Assertions.Expect(pdf).ToHaveAttributeAsync("src", new Regex("#page=50&"));
        Assert.Empty(refusals);
        await page.Locator("[data-action=pdf]").ClickAsync();
        await Assertions.Expect(pdf).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Search_ByTypeAndTime_NarrowsToTheDocumentsThatAreMeant()
    {
        const string Text = "harbour.txt";
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        await upload.ChooseAsync(
            UploadPage.FiftyPages(Pdf), new FilePayload
            {
                Name = Text, MimeType = "text/plain", Buffer = Texts.Unique("Mildew on the harbour wall."),
            });
        await upload.WaitForAsync(Pdf, "completed");
        await upload.WaitForAsync(Text, "completed");
        await upload.SearchAsync("mildew");
        await Assertions.Expect(page.Locator("li.hit")).ToHaveCountAsync(2);

        await page.GetByLabel("Type", new() { Exact = true }).SelectOptionAsync("text");
        await Assertions.Expect(page.Locator("li.hit")).ToHaveCountAsync(1);
        await upload.ExpectHitAsync(Text);
        await page.GetByLabel("Uploaded", new() { Exact = true }).SelectOptionAsync("day");
        await upload.ExpectHitAsync(Text);
        await page.GetByLabel("Status", new() { Exact = true }).SelectOptionAsync("failed");
        await Assertions.Expect(page.Locator(".empty")).ToBeVisibleAsync();
        await page.ReloadAsync(); // the filters are part of the address
        await Assertions.Expect(page.Locator(".empty")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Clear the filters" }).ClickAsync();
        await Assertions.Expect(page.Locator("li.hit")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Search_MoreThanOneAnswerHolds_IsLoadedMoreOf()
    {
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        await upload.ChooseAsync(UploadPage.ThreeHundredPages(Pdf));
        await upload.WaitForAsync(Pdf, "completed");
        await upload.SearchAsync("garden");
        await upload.ExpectHitAsync(Pdf);
        await Assertions.Expect(page.Locator(".search-count")).ToContainTextAsync("the first 50 are shown");

        await page.GetByRole(AriaRole.Button, new() { Name = "more hits in this document" }).ClickAsync();
        await Assertions.Expect(page.Locator("a.hit-link")).ToHaveCountAsync(50);
        await page.GetByRole(AriaRole.Button, new() { Name = "Load more" }).ClickAsync();
        await Assertions.Expect(page.Locator("a.hit-link").Nth(50)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Summary_ItsKeySection_OpensTheReaderThere()
    {
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        await upload.ChooseAsync(UploadPage.FiftyPages(Pdf));
        await upload.WaitForAsync(Pdf, "completed");
        await upload.Card(Pdf).GetByRole(AriaRole.Link, new() { Name = Pdf, Exact = true }).ClickAsync();

        var link = page.Locator(".sections .source-page").First;
        var number = (await link.TextContentAsync())!.Split(' ')[1];
        await link.ClickAsync();
        await Assertions.Expect(page.Locator(".reader h1")).ToHaveTextAsync($"Page {number}");
    }

    [Fact]
    public async Task Summary_ItsPageLink_OpensTheReaderThere()
    {
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenPhoneAsync("en-US", ColorScheme.Dark);
        var page = await context.NewPageAsync();
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        await upload.ChooseAsync(UploadPage.FiftyPages(Pdf));
        await upload.WaitForAsync(Pdf, "completed");
        await upload.Card(Pdf).GetByRole(AriaRole.Link, new() { Name = Pdf, Exact = true }).ClickAsync();

        var link = page.Locator(".summary-text .source-page").First;
        var number = (await link.TextContentAsync())!.Split(' ')[1];
        await link.ClickAsync();
        await Assertions.Expect(page.Locator(".reader h1")).ToHaveTextAsync($"Page {number}");
        await Assertions.Expect(page.Locator(".page-text")).ToBeVisibleAsync();
        await upload.ScreenshotAsync("phone-6-reader");
    }
}
