using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>
/// A person at the page of the real host: uploads, watches, reloads, reads, searches. Screenshots go to
/// artifacts/screenshots.
/// </summary>
public sealed class BrowserTests(Chromium chromium) : IAsyncLifetime
{
    /// <summary>A stage that takes this long has its progress shown: some ten times the pace of progress.</summary>
    private static readonly TimeSpan Noticed = TimeSpan.FromMilliseconds(300);

    private static readonly string[] Stages = ["upload", "parse", "index", "summary"];

    private PageHost? _host;

    private Uri Address => _host!.Address;

    public async ValueTask InitializeAsync() => _host = await PageHost.StartAsync();

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Upload_ThreeHundredPagePdf_EveryStageMovesLiveAndTheSummaryIsShown()
    {
        const string File = "handbook.pdf";
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var frames = new SocketFrames(page);
        var history = await StageHistory.RecordAsync(page);
        var upload = new UploadPage(page, Address);
        await upload.OpenAsync();
        await upload.ScreenshotAsync("desktop-1-empty");

        await upload.ChooseAsync(UploadPage.ThreeHundredPages(File));
        await history.UntilAsync(File, "parse", "processing"); // it may be over by now
        await upload.ScreenshotAsync("desktop-2-processing");
        await upload.WaitForAsync(File, "completed");
        await upload.ScreenshotAsync("desktop-3-completed");

        foreach (var stage in Stages)
        {
            Assert.Equal("completed", frames.StagesOf(stage)[^1].Status);
            var looks = await history.OfAsync(File, stage);
            Assert.Equal("completed", looks[^1].Status);
            Assert.Equal(looks.Select(l => l.Percent ?? 0).Order(), looks.Select(l => l.Percent ?? 0));
        }
        // What takes a while is seen on its way, on the wire and on the page.
        foreach (var stage in (string[])["parse", "summary"])
        {
            if (frames.LengthOf(stage) < Noticed)
                continue; // over within the pace of progress: its end takes along what was reported
            Assert.Contains(frames.StagesOf(stage), s => s.Progress is > 0 and < 100);
            Assert.Contains(await history.OfAsync(File, stage), l => l.Percent is > 0 and < 100);
        }

        Assert.True(frames.LengthOf("parse") >= Noticed, "300 pages were read too quickly to be seen.");

        await upload.Card(File).GetByRole(AriaRole.Link, new() { Name = "Summary" }).ClickAsync();
        await Assertions.Expect(page.Locator(".summary .sentence").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".summary .source-page").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".keywords li").First).ToBeVisibleAsync();
        await upload.ScreenshotAsync("desktop-4-summary");
    }

    [Fact]
    public async Task Search_EnglishPhraseAndChineseWord_AreFoundWithTheirPages()
    {
        const string English = "search.pdf", Chinese = "library-volunteers.zh.pdf";
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var upload = new UploadPage(page, Address);
        await upload.OpenAsync();
        await upload.ChooseAsync(UploadPage.FiftyPages(English), UploadPage.Document(Chinese));
        await upload.WaitForAsync(English, "completed");
        await upload.WaitForAsync(Chinese, "completed");

        await upload.SearchAsync(UploadPage.Phrase);
        await upload.ExpectHitAsync(English);
        // one mark for the whole of it
        await Assertions.Expect(page.Locator("li.hit mark").First).ToHaveTextAsync(UploadPage.Phrase);
        await upload.ScreenshotAsync("desktop-5-search");
        await upload.SearchAsync("借阅");
        await upload.ExpectHitAsync(Chinese);
        await upload.ScreenshotAsync("desktop-6-search-chinese");
    }

    [Fact]
    public async Task Reload_InTheMiddle_TheCardCarriesOnToItsEnd()
    {
        string[] files = ["reload-1.pdf", "reload-2.pdf", "reload-3.pdf"];
        await using var host = await HeldHost.StartAsync("summary");
        await using var context = await chromium.OpenPhoneAsync("en-US", ColorScheme.Light);
        var page = await context.NewPageAsync();
        var frames = new SocketFrames(page);
        var history = await StageHistory.RecordAsync(page);
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        await upload.ScreenshotAsync("phone-1-empty");
        await upload.ChooseAsync([.. files.Select(UploadPage.FiftyPages)]);
        await Assertions
            .Expect(page.Locator(".batch article.card"))
            .ToHaveCountAsync(files.Length, new() { Timeout = 15_000 });
        foreach (var file in files)
        {
            await upload.ShowStagesAsync(file);
            await Assertions
                .Expect(upload.Stage(file, "upload"))
                .ToHaveAttributeAsync("data-status", "completed", new() { Timeout = 60_000 });
        }

        await page.ReloadAsync();
        await Assertions
            .Expect(page.Locator(".batch article.card"))
            .ToHaveCountAsync(files.Length, new() { Timeout = 15_000 });
        foreach (var file in files)
            await upload.ShowStagesAsync(file);
        await upload.ScreenshotAsync("phone-2-after-reload");
        host.Release(); // the page is back before the end
        foreach (var file in files)
            await upload.WaitForAsync(file, "completed");

        Assert.Equal(2, frames.Sockets);
        var looks = await Task.WhenAll(files.Select(file => history.OfAsync(file, "summary")));
        Assert.All(looks, each => Assert.NotEqual("completed", each[0].Status));
        Assert.All(looks, each => Assert.Equal("completed", each[^1].Status));
        await upload.ScreenshotAsync("phone-3-completed");
    }

    [Fact]
    public async Task Upload_CorruptPdfByAChineseReader_SaysWhatHappenedAndWhatToDo()
    {
        const string File = "corrupt.pdf";
        await using var context = await chromium.OpenPhoneAsync("zh-CN", ColorScheme.Dark);
        var page = await context.NewPageAsync();
        var upload = new UploadPage(page, Address);
        await upload.OpenAsync();
        await upload.ChooseAsync(UploadPage.Document(File));

        await upload.WaitForAsync(File, "failed");
        var error = upload.Card(File).Locator(".error-box");
        await Assertions.Expect(error).ToHaveAttributeAsync("data-code", "corrupt");
        await Assertions.Expect(error.Locator("p")).ToHaveCountAsync(2);
        await Assertions.Expect(error).ToContainTextAsync("文件");
        await Assertions.Expect(error).Not.ToContainTextAsync("Exception");
        await upload.ScreenshotAsync("phone-4-error");
        await upload.Card(File).GetByRole(AriaRole.Button, new() { Name = "显示各阶段" }).ClickAsync();
        await Assertions.Expect(upload.Stage(File, "index")).ToHaveAttributeAsync("data-status", "notRun");
    }

    [Fact]
    public async Task Upload_SameContentUnderAnotherName_LinksToWhatIsThere()
    {
        var first = UploadPage.Document("library-report.en.txt");
        var again = new FilePayload { Name = "copy.txt", MimeType = first.MimeType, Buffer = first.Buffer };
        await using var context = await chromium.OpenPhoneAsync("en-US", ColorScheme.Light);
        var page = await context.NewPageAsync();
        var upload = new UploadPage(page, Address);
        await upload.OpenAsync();
        await Assertions
            .Expect(page.GetByRole(AriaRole.Button, new() { Name = "Index + summary" }))
            .ToHaveAttributeAsync("aria-pressed", "true"); // the defaults
        await upload.ChooseAsync(first);
        await upload.WaitForAsync(first.Name, "completed");

        await upload.ChooseAsync(again);
        await upload.WaitForAsync(again.Name, "waiting");
        var open = upload.Card(again.Name).GetByRole(AriaRole.Button, new() { Name = "Open the stored document" });
        await Assertions.Expect(open).ToBeVisibleAsync();
        await upload.ScreenshotAsync("phone-5-same-content");
        await open.ClickAsync();
        await Assertions.Expect(page.Locator(".document-title h1")).ToHaveTextAsync(first.Name);
    }
}
