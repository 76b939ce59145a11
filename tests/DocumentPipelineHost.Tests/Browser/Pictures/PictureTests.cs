using DocumentPipelineHost.Tests.Batches;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.People;
using DocumentPipelineHost.Tests.Services;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser.Pictures;

/// <summary>
/// Every page as a person sees it, wide and narrow, light and dark, in both languages: with <c>DPA_PICTURES=1</c> as
/// pictures in artifacts/pictures, to be looked at. What is tested of them is that nothing is wider than the screen.
/// </summary>
public sealed class PictureTests(Chromium chromium)
{
    private const string Handbook = "kitchen-garden-handbook.pdf";
    private const string Chinese = "library-volunteers.zh.pdf";
    private const string Broken = "corrupt.pdf";

    private static readonly bool IsAsked = Environment.GetEnvironmentVariable("DPA_PICTURES") == "1";

    [Fact]
    public async Task EveryPage_InEveryLook_FitsTheScreen()
    {
        Assert.SkipUnless(IsAsked, "DPA_PICTURES=1 takes the pictures.");
        await using var host = await HeldHost.StartAsync("summary");
        await TakeAsync(host.Address, static camera => camera.TakeAsync("upload-empty"));

        using var client = new HostClient(host.Address, "user-1");
        // It fails before those that hold the two workers come.
        await client.EndAsync(
            await client.UploadAsync(UploadPage.Document(Broken).Buffer, Broken, ("create_index", "true")));
        var handbook = await client.UploadAsync(
            UploadPage.FiftyPages(Handbook).Buffer, Handbook,
            ("create_index", "true"), ("generate_summary", "true"), ("deep_analysis", "true"));
        foreach (var (name, buffer) in Others())
            await client.PostAsync(buffer, name, ("create_index", "true"), ("generate_summary", "true"));
        await client.CreateBatchAsync(
            [.. Enumerable.Range(1, 5).Select(n => ($"minutes-{n}.txt", Texts.Unique($"The minutes of week {n}.")))],
            ("create_index", "true"), ("generate_summary", "true"));
        await TakeAsync(host.Address, static async camera =>
        {
            await Assertions
                .Expect(camera.Page.Locator("article.card[data-status=failed]"))
                .ToHaveCountAsync(1, new() { Timeout = 60_000 });
            await camera.TakeAsync("upload-active");
        });

        host.Release();
        await client.EndAsync(handbook);
        await TakeAsync(host.Address, async camera =>
        {
            await Assertions
                .Expect(camera.Page.Locator("article.card[data-status=processing]"))
                .ToHaveCountAsync(0, new() { Timeout = 90_000 });
            await camera.TakeAsync("upload-finished");
            await camera.GoAndTakeAsync("documents", "documents");
            await camera.GoAndTakeAsync($"documents/{handbook["document_id"]}", "document");
            await camera.GoAndTakeAsync($"documents/{handbook["document_id"]}/pages/7?q=soil", "reader");
            await camera.GoAndTakeAsync("search", "search-empty");
            await camera.GoAndTakeAsync("search?q=soil", "search");
            await camera.GoAndTakeAsync("search?q=zeppelin", "search-none");
            await camera.GoAndTakeAsync("statistics", "statistics");
            await camera.GoAndTakeAsync("notifications", "notifications");
        });
    }

    [Fact]
    public async Task SignIn_InEveryLook_FitsTheScreen()
    {
        Assert.SkipUnless(IsAsked, "DPA_PICTURES=1 takes the pictures.");
        await using var production = await ProductionHost.StartAsync(
            Rows.Sqlite, null, "--webroot", PageHost.WebRoot);
        await TakeAsync(production.Address, static async camera =>
        {
            await Assertions.Expect(camera.Page.Locator("input[type=password]")).ToBeVisibleAsync();
            await camera.TakeAsync("sign-in");
        });
    }

    private static IEnumerable<(string Name, byte[] Buffer)> Others() =>
    [
        ("cranes.md", Texts.English),
        (Chinese, UploadPage.Document(Chinese).Buffer),
    ];

    /// <summary>In each look, in a browser of its own.</summary>
    private async Task TakeAsync(Uri address, Func<PageCamera, Task> take)
    {
        List<string> tooWide = [];
        foreach (var look in Look.All)
        {
            await using var context = await chromium.OpenAsync(look.Options);
            var page = await context.NewPageAsync();
            await page.GotoAsync(address.ToString());
            await take(new PageCamera(page, address, look.Name, tooWide));
        }

        Assert.Empty(tooWide);
    }
}
