using DocumentPipelineHost.Tests.Host;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>Many files as one: the batch's header, its buttons, folders, and what is left out of them.</summary>
public sealed class BatchPageTests(Chromium chromium)
{
    [Fact]
    public async Task Batch_PausedResumedAndItsFailedFileRetried_ShowsItInOneHeader()
    {
        const string Good = "good.txt", Bad = "corrupt.pdf";
        await using var host = await HeldHost.StartAsync("summary");
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        await upload.ChooseAsync(Text(Good), UploadPage.Document(Bad));
        var head = page.Locator(".batch-head");
        await Assertions.Expect(head).ToContainTextAsync("2 files");
        await Assertions
            .Expect(upload.Stage(Good, "index"))
            .ToHaveAttributeAsync("data-status", "completed", new() { Timeout = 60_000 });
        await upload.WaitForAsync(Bad, "failed");
        await Assertions.Expect(head.Locator("[data-kind=failed]")).ToHaveTextAsync("1 failed");

        await head.Locator("[data-action=interrupt]").ClickAsync();
        await upload.WaitForAsync(Good, "interrupted");
        host.Release();
        await head.Locator("[data-action=resume]").ClickAsync();
        await upload.WaitForAsync(Good, "completed");
        // Ended, and not all of it well: neither its word nor its bar says that it is completed.
        await Assertions.Expect(head).ToHaveAttributeAsync("data-status", "partly", new() { Timeout = 15_000 });
        await Assertions.Expect(head).ToContainTextAsync("Ended, some failed");
        await Assertions.Expect(head.Locator(".bar-failed")).ToBeVisibleAsync();
        // the file is damaged
        await Assertions.Expect(head.Locator("[data-action=retry]")).Not.ToContainClassAsync("button-main");

        await head.Locator("[data-action=retry]").ClickAsync();
        await Assertions.Expect(upload.Card(Bad)).ToContainTextAsync("attempt 2", new() { Timeout = 30_000 });
        await upload.WaitForAsync(Bad, "failed");
        await page.ReloadAsync();
        await Assertions
            .Expect(page.Locator(".batch-head [data-kind=done]"))
            .ToHaveTextAsync("1 done", new() { Timeout = 15_000 });
    }

    [Fact]
    public async Task Folder_WithOtherFilesInIt_UploadsItsDocumentsAndSaysWhatWasLeftOut()
    {
        using var folder = new DataFolderOfTest();
        var inside = Directory.CreateDirectory(Path.Combine(folder.Path, "Harbour", "reports")).FullName;
        await File.WriteAllBytesAsync(
            Path.Combine(inside, "one.txt"), Texts.Unique("One."), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(
            Path.Combine(inside, "two.md"), Texts.Unique("# Two"), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(
            Path.Combine(inside, "photo.png"), Texts.Png, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(inside, ".hidden"), "x", TestContext.Current.CancellationToken);
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();

        await page.Locator("#folder").SetInputFilesAsync(Path.Combine(folder.Path, "Harbour"));

        await upload.WaitForAsync("one.txt", "completed");
        await upload.WaitForAsync("two.md", "completed");
        await Assertions
            .Expect(page.Locator(".batch-head"))
            .ToHaveAttributeAsync("data-status", "completed", new() { Timeout = 30_000 });
        await Assertions.Expect(page.Locator(".batch-head h3")).ToHaveTextAsync("Batch Harbour");
        await Assertions.Expect(page.Locator(".left-out")).ToContainTextAsync("photo.png");
        await Assertions.Expect(page.Locator(".left-out")).Not.ToContainTextAsync("hidden");
        await page.Locator(".left-out button").ClickAsync();
        await Assertions.Expect(page.Locator(".left-out")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task ManyFiles_RunningOnesAreOnTopAndOpen_FinishedOnesFolded()
    {
        await using var host = await HeldHost.StartAsync("summary");
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        await Assertions.Expect(page.Locator(".upload-panel")).ToHaveAttributeAsync("data-small", "false");
        await upload.ChooseAsync([.. Enumerable.Range(1, 9).Select(static n => Text($"many-{n}.txt"))]);

        await Assertions
            .Expect(page.Locator("article.card[data-status=processing]"))
            .ToHaveCountAsync(2, new() { Timeout = 60_000 });
        await Assertions
            .Expect(page.Locator("article.card[data-status=pending]").First)
            .ToContainTextAsync("in the queue", new() { Timeout = 15_000 });
        await Assertions.Expect(page.Locator("article.card").First).ToHaveAttributeAsync("data-status", "processing");
        await Assertions.Expect(page.Locator("article.card").Nth(1)).ToHaveAttributeAsync("data-open", "true");
        await Assertions.Expect(page.Locator(".queue-head")).ToContainTextAsync("2 running");
        await Assertions.Expect(page.Locator(".upload-panel")).ToHaveAttributeAsync("data-small", "true");
        await upload.ScreenshotAsync("desktop-9-many");
        // However far one scrolls, how far all of them are stays in sight.
        await page.Locator("article.card").Last.ScrollIntoViewIfNeededAsync();
        Assert.True(await page.EvaluateAsync<double>("scrollY") > 100, "There is nothing to scroll.");
        await Assertions.Expect(page.Locator(".queue-head .bar").First).ToBeInViewportAsync(new() { Ratio = 1 });
        host.Release();
        await Assertions
            .Expect(page.Locator(".queue-head [data-kind=done]"))
            .ToHaveTextAsync("9 done", new() { Timeout = 60_000 });
        await Assertions
            .Expect(page.Locator("article.card[data-open=true]"))
            .ToHaveCountAsync(0, new() { Timeout = 15_000 });
    }

    private static FilePayload Text(string name) =>
        new()
        {
            Name = name, MimeType = "text/plain", Buffer = Texts.Unique($"The text of {name}. It has words."),
        };
}
