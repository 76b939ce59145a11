using System.Collections.Concurrent;
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

    /// <summary>The file chooser that Enter opens; if none comes, what became of the key is said.</summary>
    private static async Task<IFileChooser> ChooserByEnterAsync(IPage page)
    {
        const string Note = """
            () => {
              window.whatCame = [];
              for (const type of ['keydown', 'keypress', 'keyup', 'click', 'focusin', 'focusout'])
                document.addEventListener(type, (event) => window.whatCame.push(
                  `${type} ${event.key ?? ''} at ${event.target.outerHTML?.slice(0, 80)}, `
                    + `user activation ${navigator.userActivation.isActive}, trusted ${event.isTrusted}`), true);
              return document.visibilityState + ', focus ' + document.hasFocus();
            }
            """;
        var console = new ConcurrentQueue<string>();
        page.Console += (_, message) => console.Enqueue(message.Text);
        var before = await page.EvaluateAsync<string>(Note);
        try
        {
            return await page.RunAndWaitForFileChooserAsync(() => page.Keyboard.PressAsync("Enter"));
        }
        catch (TimeoutException)
        {
            var came = await page.EvaluateAsync<string[]>("() => window.whatCame ?? ['another page']");
            Assert.Fail(
                $"Enter opened no file chooser. Page {before}; events: {string.Join("; ", came)}; console: "
                    + string.Join("; ", console));
            throw;
        }
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
