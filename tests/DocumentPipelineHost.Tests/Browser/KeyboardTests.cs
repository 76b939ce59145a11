using DocumentPipelineHost.Tests.Host;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>A person who has a keyboard and no mouse.</summary>
public sealed class KeyboardTests(Chromium chromium)
{
    private const string File = "garden.pdf";

    [Fact]
    public async Task Walk_FromTheFileChooserToTheReader_NeedsTheKeyboardAlone()
    {
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();

        await TabToAsync(page, "button.button-main", most: 15);
        var chooser = await ChooserByEnterAsync(page);
        await chooser.SetFilesAsync(UploadPage.FiftyPages(File));
        await upload.WaitForAsync(File, "completed");
        await TabToAsync(page, "article.card h3 a", most: 15);
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Locator(".document-title h1")).ToHaveTextAsync(File);
        await Assertions.Expect(page.Locator(".document-actions .button-main")).ToBeVisibleAsync();
        await TabToAsync(page, ".document-actions .button-main", most: 5); // what is new has the focus
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".reader h1")).ToHaveTextAsync("Page 1");
        // it is known by now how many there are
        await Assertions.Expect(page.Locator(".page-buttons button").Last).ToBeEnabledAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(page.Locator(".reader h1")).ToHaveTextAsync("Page 2");
        await TabToAsync(page, ".reader-find input", most: 8);
        await page.Keyboard.TypeAsync("mildew");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".reader-hits")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task SecondSkipLink_LeadsToTheCards()
    {
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        await upload.ChooseAsync(
            new FilePayload
            {
                Name = "a.txt", MimeType = "text/plain", Buffer = Texts.Unique("A text."),
            });
        await upload.WaitForAsync("a.txt", "completed");
        await page.ReloadAsync();
        await Assertions.Expect(upload.Card("a.txt")).ToBeVisibleAsync();

        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await TabToAsync(page, "article.card", most: 3);
    }

    /// <summary>
    /// The file chooser that Enter opens. A page asks for choosers to be handed to the test over another channel than
    /// the one on which its keys come, and a busy one may see the key first: the question that is asked of it between
    /// the two makes sure of the order.
    /// </summary>
    private static async Task<IFileChooser> ChooserByEnterAsync(IPage page)
    {
        var chooser = new TaskCompletionSource<IFileChooser>(TaskCreationOptions.RunContinuationsAsynchronously);
        page.FileChooser += (_, opened) => chooser.TrySetResult(opened);
        await page.EvaluateAsync("() => document.readyState");

        await page.Keyboard.PressAsync("Enter");
        return await chooser.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    /// <summary>Goes on by Tab until something that fits has the focus.</summary>
    private static async Task TabToAsync(IPage page, string selector, int most)
    {
        for (var presses = 0; presses < most; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (
                await page.EvaluateAsync<bool>(
                    "(selector) => document.activeElement?.matches(selector) === true",
                    selector))
                return;
        }

        var at = await page.EvaluateAsync<string>("() => document.activeElement?.outerHTML.slice(0, 200) ?? ''");
        Assert.Fail($"{selector} has not the focus after {most} presses of Tab; this has: {at}");
    }
}
