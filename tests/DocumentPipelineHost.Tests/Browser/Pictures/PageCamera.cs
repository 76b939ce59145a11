using DocumentPipelineHost.Tests.Host;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser.Pictures;

/// <summary>Takes pictures of one browser's page.</summary>
/// <param name="page">The page.</param>
/// <param name="host">Its host's address.</param>
/// <param name="look">The screen, theme and language, as they stand in the names of the pictures.</param>
/// <param name="tooWide">Takes what is wider than the screen.</param>
internal sealed class PageCamera(IPage page, Uri host, string look, ICollection<string> tooWide)
{
    public IPage Page => page;

    public async Task GoAndTakeAsync(string route, string name)
    {
        await page.GotoAsync($"{host}#/{route}");
        await TakeAsync(name);
    }

    public async Task TakeAsync(string name)
    {
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await Assertions.Expect(page.Locator(".skeleton")).ToHaveCountAsync(0, new() { Timeout = 30_000 });
        await page.ScreenshotAsync(
            new()
            {
                Path = Path.Combine(Assets.Root, "artifacts", "pictures", $"{name}-{look}.png"), FullPage = true,
                Animations = ScreenshotAnimations.Disabled,
            });
        var (wide, screen) = (
            await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"),
            await page.EvaluateAsync<int>("() => document.documentElement.clientWidth"));
        if (wide > screen)
            tooWide.Add($"{name} in {look} is {wide} wide on a screen of {screen}.");
    }
}
