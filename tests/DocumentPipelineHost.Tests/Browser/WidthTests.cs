using System.Text;
using DocumentPipelineHost.Tests.Host;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>
/// Nothing is wider than the screen, on the narrowest phone, a usual one, a tablet and a desktop, whatever page is
/// shown.
/// </summary>
public sealed class WidthTests(Chromium chromium)
{
    private const string Broken = "corrupt.pdf";
    private const string Handbook = "a-handbook-with-a-very-long-name-that-has-no-space-in-it.pdf";

    /// <summary>Once it is drawn for that width.</summary>
    private const string Wider = """
        async () => {
          for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
          const { scrollWidth, clientWidth } = document.documentElement;
          return scrollWidth - clientWidth;
        }
        """;

    private const string TimesBelowTheStatus = """
        () => [...document.querySelectorAll('tr[data-document-id]')]
          .filter(({ cells: [, status, , time] }) =>
            time.getBoundingClientRect().top > status.getBoundingClientRect().top + 12)
          .map((row) => row.textContent)
        """;

    private static readonly int[] Widths = [360, 390, 768, 1440];

    [Fact]
    public async Task EveryPage_OnEachScreen_IsNoWiderThanThat()
    {
        await using var host = await HeldHost.StartAsync("summary");
        await using var context = await chromium.OpenAsync(new() { Locale = "en-US", HasTouch = true });
        var page = await context.NewPageAsync();
        var upload = new UploadPage(page, host.Address);
        List<string> tooWide = [];
        await upload.OpenAsync();
        await CheckAsync("upload, empty");
        await page.GetByRole(AriaRole.Button, new() { Name = "Everything" }).ClickAsync();
        // The others wait until it has failed: the two that are held take all of the host's workers.
        var failed = new TaskCompletionSource();
        await page.RouteAsync("**/api/v2/uploads", async route =>
        {
            if (!route.Request.Headers["upload-metadata"].Contains(NameOf(Broken), StringComparison.Ordinal))
                await failed.Task;
            await route.ContinueAsync();
        });
        await upload.ChooseAsync(
            [
                UploadPage.FiftyPages(Handbook), UploadPage.Document(Broken), .. Enumerable.Range(1, 3).Select(Text),
            ]);
        await upload.WaitForAsync(Broken, "failed");
        failed.SetResult();
        await Assertions
            .Expect(page.Locator("article.card[data-status=processing]"))
            .ToHaveCountAsync(2, new() { Timeout = 60_000 });
        await CheckAsync("upload, under way");
        host.Release();
        await upload.WaitForAsync(Handbook, "completed");
        await Assertions
            .Expect(page.Locator(".batch-head[data-status=partly]"))
            .ToBeVisibleAsync(new() { Timeout = 60_000 });
        await CheckAsync("upload, ended");

        await GoAsync("documents", "tr[data-document-id]");
        await Assertions.Expect(page.Locator(".documents [data-warned=true]").First).ToBeVisibleAsync();
        foreach (var width in Widths)
        {
            await page.SetViewportSizeAsync(width, 800);
            // Not below it, in a third line: at its side, however long the word is.
            Assert.Empty(await page.EvaluateAsync<string[]>(TimesBelowTheStatus));
        }

        await page.GetByRole(AriaRole.Link, new() { Name = Handbook }).ClickAsync();
        await Assertions.Expect(page.Locator(".analysis h3").First).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await CheckAsync("document");
        var document = new Uri(page.Url).Fragment[2..];
        await GoAsync($"{document}/pages/7?q=soil", ".page-text mark");
        await GoAsync("search?q=soil", "li.hit");
        await GoAsync("search?q=zeppelin", ".empty");
        await GoAsync("statistics", ".time-chart canvas");
        await GoAsync("notifications", "form.settings");
        Assert.Empty(tooWide);

        async Task GoAsync(string route, string loaded)
        {
            await page.GotoAsync($"{host.Address}#/{route}");
            await Assertions.Expect(page.Locator(loaded).First).ToBeVisibleAsync(new() { Timeout = 15_000 });
            await CheckAsync(route);
        }

        async Task CheckAsync(string what)
        {
            foreach (var width in Widths)
            {
                await page.SetViewportSizeAsync(width, 800);
                var wider = await page.EvaluateAsync<int>(Wider);
                if (wider > 0)
                    tooWide.Add($"{what} is {wider} px wider than a screen of {width}.");
            }
        }
    }

    /// <summary>As an upload's metadata has it.</summary>
    private static string NameOf(string file) => $"filename {Convert.ToBase64String(Encoding.UTF8.GetBytes(file))}";

    private static FilePayload Text(int number) =>
        new() { Name = $"text-{number}.txt", MimeType = "text/plain", Buffer = Texts.Unique($"The text {number}.") };
}
