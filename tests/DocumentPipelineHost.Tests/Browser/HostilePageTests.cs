using System.Text;
using DocumentPipelineHost.Tests.Host;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>Names, titles and texts that are written to run as script, on every page that shows them.</summary>
public sealed class HostilePageTests(Chromium chromium)
{
    private const string Violations =
        "window.violations = []; addEventListener('securitypolicyviolation', (each) => "
            + "window.violations.push(each.violatedDirective));";

    private const string Attack = "<img src=x onerror=window.attacked=1><script>window.attacked=1</script>";

    [Fact]
    public async Task StoredScripts_InNamesAndTexts_RunNowhereAndThePolicyHasNothingToReport()
    {
        const string File = "<img src=x onerror=window.attacked=1>.md";
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        await page.AddInitScriptAsync(Violations);
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Everything" }).ClickAsync();
        await upload.ChooseAsync(
            new FilePayload
            {
                Name = File,
                MimeType = "text/markdown",
                Buffer = Document(),
            }
        );
        var card = page.Locator("article.card").First;
        await Assertions.Expect(card).ToHaveAttributeAsync("data-status", "completed", new() { Timeout = 60_000 });
        var name = await card.GetAttributeAsync("aria-label");
        Assert.Contains("onerror", name, StringComparison.Ordinal); // it is shown, as the text that it is
        await ExpectHarmlessAsync(page);

        await card.GetByRole(AriaRole.Button, new() { Name = "More actions" }).ClickAsync();
        await Assertions.Expect(page.Locator(".menu-item").First).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await card.Locator("h3 a").ClickAsync();
        await Assertions.Expect(page.Locator(".analysis .outline li").First).ToContainTextAsync("onerror");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add processing" }).ClickAsync();
        await page.Keyboard.PressAsync("Escape");
        await ExpectHarmlessAsync(page);
        await page.Locator(".analysis .source-page").First.ClickAsync();
        await Assertions.Expect(page.Locator(".page-text")).ToContainTextAsync("onerror");
        await ExpectHarmlessAsync(page);
        await upload.SearchAsync("harbour");
        await Assertions.Expect(page.Locator("li.hit mark").First).ToBeVisibleAsync();
        await ExpectHarmlessAsync(page);
        foreach (var other in (string[])["documents", "statistics", "notifications"])
        {
            await page.GotoAsync($"{host.Address}#/{other}");
            await Assertions.Expect(page.Locator("h1").First).ToBeVisibleAsync();
            await ExpectHarmlessAsync(page);
        }
    }

    [Fact]
    public async Task StoredScripts_InTheNamesOfAFolderAFileAndASearch_RunNowhere()
    {
        const string Name = "<img src=x onerror=window.attacked=1>";
        using var folder = new DataFolderOfTest();
        var inside = Directory.CreateDirectory(Path.Combine(folder.Path, Name)).FullName;
        foreach (var file in (string[])[$"{Name}1.txt", $"{Name}2.txt"])
            await File.WriteAllBytesAsync(
                Path.Combine(inside, file),
                Texts.Unique(file),
                TestContext.Current.CancellationToken
            );
        await File.WriteAllBytesAsync(
            Path.Combine(inside, $"{Name}.png"),
            Texts.Png,
            TestContext.Current.CancellationToken
        );
        await File.WriteAllBytesAsync(
            Path.Combine(inside, $"{Name}3.txt"),
            new byte[20_000],
            TestContext.Current.CancellationToken
        );
        await using var host = await PageHost.StartAsync("--Upload:MaxBytes", "10000");
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        await page.AddInitScriptAsync(Violations);
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();

        await page.Locator("#folder").SetInputFilesAsync(inside);
        await Assertions.Expect(page.Locator(".batch-head h3")).ToContainTextAsync("onerror");
        await Assertions.Expect(page.Locator(".left-out")).ToContainTextAsync("onerror");
        await Assertions
            .Expect(page.Locator("article.card[data-status=failed] .error-box"))
            .ToContainTextAsync("onerror");
        await Assertions
            .Expect(page.Locator("article.card[data-status=completed]"))
            .ToHaveCountAsync(2, new() { Timeout = 60_000 });
        await ExpectHarmlessAsync(page);
        await page.GotoAsync(
            $"{host.Address}#/search?q={Uri.EscapeDataString(Attack)}&type={Uri.EscapeDataString(Attack)}"
        );
        await Assertions.Expect(page.Locator(".error-box, .empty").First).ToBeVisibleAsync();
        await ExpectHarmlessAsync(page);
    }

    private static byte[] Document() =>
        Encoding.UTF8.GetBytes(
            $"""
            # `{Attack}` the harbour

            The harbour keeps `{Attack}` seven cranes. See section 2 {Attack}. Each crane of the harbour lifts forty tonnes.

            ## Javascript of the harbour

            The address of the harbour is javascript:window.attacked=1 and https://harbour.example/?q={Attack}. It cost $12,000.
            """
        );

    private static async Task ExpectHarmlessAsync(IPage page)
    {
        Assert.False(await page.EvaluateAsync<bool>("() => 'attacked' in window"), $"A script ran at {page.Url}.");
        Assert.Empty(await page.EvaluateAsync<string[]>("() => window.violations"));
        Assert.Equal(0, await page.Locator("img").CountAsync());
    }
}
