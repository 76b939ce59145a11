using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Host;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>The 30-line application: what its README promises.</summary>
public sealed class QuickstartTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task StartAJob_InTheBrowser_ShowsItsThreeStagesToTheEnd()
    {
        await using var host = await StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var frames = new SocketFrames(page);
        await page.GotoAsync(host.Address.ToString());
        await Assertions.Expect(page.Locator("#connection")).ToContainTextAsync("🟢");
        await page.Locator("#start").ClickAsync();

        await Assertions.Expect(page.Locator("#stages li")).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator("#status")).ToHaveTextAsync("✅ 已完成 completed", new() { Timeout = 30_000 });
        await Assertions.Expect(page.Locator("#percent")).ToHaveTextAsync("100 %");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Assets.Root, "artifacts", "screenshots", "quickstart.png"), Animations = ScreenshotAnimations.Disabled });
        foreach (var stage in (string[])["fetch", "convert", "publish"])
            Assert.Contains(frames.StagesOf(stage), s => s.Progress is > 0 and < 100);
    }

    [Fact]
    public async Task PostJobs_WithAndWithoutAUser_AnswersThePipelineOrAProblem()
    {
        await using var host = await StartAsync();
        using var known = host.As("user-7");
        using var job = await known.Http.PostAsync("/jobs", null, TestContext.Current.CancellationToken);
        var pipeline = (string)(await job.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["pipeline_id"]!;
        Assert.Equal("processing", (string?)(await known.GetAsync($"/api/v1/pipelines/{pipeline}/progress"))["status"]);

        using var unknown = new HttpClient { BaseAddress = host.Address };
        using var refused = await unknown.PostAsync("/jobs", null, TestContext.Current.CancellationToken);
        Assert.Equal((401, "application/problem+json"), ((int)refused.StatusCode, refused.Content.Headers.ContentType?.MediaType));
    }

    // artifacts/bin/<project>/<configuration>: built beside the tests, in the same configuration.
    private static Task<ChildHost> StartAsync()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var program = Path.Combine(output.Parent!.Parent!.FullName, "Quickstart", output.Name, "Quickstart.dll");
        return ChildHost.StartProgramAsync(program, Path.Combine(Assets.Root, "samples", "Quickstart"));
    }
}
