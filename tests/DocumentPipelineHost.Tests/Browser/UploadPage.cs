using System.Text;
using DocumentPipelineHost.Tests.Host;
using Microsoft.Playwright;
using UglyToad.PdfPig.Writer;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>The page as a person uses it.</summary>
internal sealed class UploadPage(IPage page, Uri host)
{
    /// <summary>Stands once in the 50-page document.</summary>
    public const string Phrase = "best protection against mildew";

    // The whole of a 50-page document on two busy cores.
    private const float EndLimit = 90_000;

    /// <summary>Opens it and waits until it is whole: connected, and the options there.</summary>
    public async Task OpenAsync()
    {
        await page.GotoAsync(host.ToString());
        await Assertions
            .Expect(page.Locator(".connection"))
            .ToHaveAttributeAsync("data-status", "live", new() { Timeout = 15_000 });
        await Assertions.Expect(page.Locator(".options")).ToBeVisibleAsync();
    }

    public Task ChooseAsync(params FilePayload[] files) => page.Locator("#files").SetInputFilesAsync(files);

    /// <summary>
    /// The 50-page document under a name of its own, and with bytes of its own, so that it is not answered as one that
    /// exists.
    /// </summary>
    public static FilePayload FiftyPages(string name) =>
        new()
        {
            Name = name, MimeType = "application/pdf",
            Buffer = [.. File.ReadAllBytes(Assets.FiftyPages), .. Encoding.UTF8.GetBytes($"% {name}\n")],
        };

    /// <summary>
    /// The same six times over: 300 pages, so that every stage takes longer than a frame of the page on any machine.
    /// </summary>
    public static FilePayload ThreeHundredPages(string name)
    {
        var fifty = File.ReadAllBytes(Assets.FiftyPages);
        return new()
        {
            Name = name, MimeType = "application/pdf",
            Buffer = PdfMerger.Merge([fifty, fifty, fifty, fifty, fifty, fifty]),
        };
    }

    public ILocator Card(string file) => page.Locator($"article.card[aria-label='{file}']");

    /// <summary>A button of a card, by what it does.</summary>
    public ILocator Action(string file, string action) => Card(file).Locator($"[data-action='{action}']");

    /// <summary>Opens the menu of a card and chooses from it.</summary>
    public async Task ChooseInMenuAsync(string file, string action)
    {
        await Card(file).GetByRole(AriaRole.Button, new() { Name = $"More actions: {file}" }).ClickAsync();
        await page.Locator($".menu-item[data-action='{action}']").ClickAsync();
    }

    /// <summary>On a phone the stages are folded until they are asked for.</summary>
    public Task ShowStagesAsync(string file) =>
        Card(file).GetByRole(AriaRole.Button, new() { Name = "stages", Exact = false }).ClickAsync();

    public ILocator Stage(string file, string stage) => Card(file).Locator($"li.stage[data-stage={stage}]");

    public Task WaitForAsync(string file, string status) =>
        Assertions.Expect(Card(file)).ToHaveAttributeAsync("data-status", status, new() { Timeout = EndLimit });

    public static FilePayload Document(string asset) =>
        new()
        {
            Name = asset, MimeType = "application/pdf",
            Buffer = File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(Assets.FiftyPages)!, asset)),
        };

    public async Task SearchAsync(string words)
    {
        await page.GotoAsync($"{host}#/search");
        await page.GetByRole(AriaRole.Searchbox).FillAsync(words);
        await page.Keyboard.PressAsync("Enter");
    }

    /// <summary>A hit in this file, with what was looked for marked and its page named.</summary>
    public async Task ExpectHitAsync(string file)
    {
        var hit = page.Locator("li.hit", new() { HasText = file }).First;
        await Assertions.Expect(hit.Locator("mark").First).ToBeVisibleAsync();
        await Assertions.Expect(hit.Locator(".source-page").First).ToBeVisibleAsync();
    }

    public async Task ScreenshotAsync(string name) =>
        await page.ScreenshotAsync(
            new()
            {
                Path = Path.Combine(Assets.Root, "artifacts", "screenshots", $"{name}.png"), FullPage = true,
                Animations = ScreenshotAnimations.Disabled,
            });
}
