using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.Faults.Proxy;
using Dpa.Realtime.Faults.Redis;
using DocumentPipelineHost.Tests.ClientInBrowser;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Wire;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>The 30-line application: what its README promises.</summary>
public sealed class QuickstartTests(Chromium chromium, RealTabs tabs) : IClassFixture<RealTabs>
{
    private const string Completed = "✅ 已完成 completed";
    private static readonly LocatorAssertionsToHaveTextOptions Patience = new() { Timeout = 30_000 };

    [Fact]
    public async Task StartAJob_InTheBrowser_ShowsItsThreeStagesToTheEnd()
    {
        await using var host = await StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var frames = new SocketFrames(page);
        await OpenAsync(page, host);
        await page.Locator("#start").ClickAsync();

        await Assertions.Expect(page.Locator("#jobs li")).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator("#jobs .status")).ToHaveTextAsync(Completed, Patience);
        await Assertions.Expect(page.Locator("#jobs .percent")).ToHaveTextAsync("100 %");
        await page.ScreenshotAsync(
            new()
            {
                Path = Path.Combine(Assets.Root, "artifacts", "screenshots", "quickstart.png"),
                Animations = ScreenshotAnimations.Disabled,
            });
        foreach (var stage in (string[])["fetch", "convert", "publish"])
            Assert.Contains(frames.StagesOf(stage), s => s.Progress is > 0 and < 100);
    }

    /// <summary>
    /// A job that somebody else posted is shown by every page of its user, and found again after a reload.
    /// </summary>
    [Fact]
    public async Task JobOfAnother_IsShownByEachPageAndAfterAReload()
    {
        await using var host = await StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        IPage[] pages = [await context.NewPageAsync(), await context.NewPageAsync()];
        foreach (var page in pages)
            await OpenAsync(page, host);
        using var client = host.As("user-1");
        using var job = await client.Http.PostAsync("/jobs", null, TestContext.Current.CancellationToken);

        await Assertions.Expect(pages[0].Locator("#jobs li")).ToHaveCountAsync(3);
        await pages[0].ReloadAsync();

        foreach (var page in pages)
        {
            await Assertions.Expect(page.Locator("#jobs .status")).ToHaveTextAsync(Completed, Patience);
            await Assertions.Expect(page.Locator("#jobs .percent")).ToHaveTextAsync("100 %");
        }
    }

    /// <summary>
    /// Any page of any node shows every job of its user, after a reload and after the jobs' end, too.
    /// </summary>
    [Fact]
    public async Task JobsOfTwoNodes_AreShownByEachNodeAndToABrowserThatComesLater()
    {
        await using var redis = await RedisServer.StartAsync();
        string[] settings = ["--ConnectionStrings:Redis", $"127.0.0.1:{redis.Port}"];
        await using var first = await StartAsync(settings);
        await using var second = await StartAsync(settings);
        await using var context = await chromium.OpenDesktopAsync();
        IPage[] pages = [await context.NewPageAsync(), await context.NewPageAsync()];
        await OpenAsync(pages[0], first);
        await OpenAsync(pages[1], second);
        foreach (var page in pages)
            await page.Locator("#start").ClickAsync();
        foreach (var page in pages)
            await Assertions.Expect(page.Locator("#jobs .status")).ToHaveTextAsync([Completed, Completed], Patience);

        await pages[0].ReloadAsync();
        await using var other = await chromium.OpenDesktopAsync();
        var later = await other.NewPageAsync();
        await OpenAsync(later, second);

        foreach (var page in (IPage[])[pages[0], later])
            await Assertions.Expect(page.Locator("#jobs .status")).ToHaveTextAsync([Completed, Completed], Patience);
    }

    [Fact]
    public async Task EleventhTab_WithoutASocket_PollsToTheEnd()
    {
        await using var host = await StartAsync();
        var others = new List<V2Connection>();
        for (var i = 0; i < 10; i++)
        {
            others.Add(new());
            await others[^1].OpenAsync(host.Address, "user-1", TestContext.Current.CancellationToken);
        }

        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(host.Address.ToString());
        await Assertions.Expect(page.Locator("#connection")).ToContainTextAsync("polling");
        await page.Locator("#start").ClickAsync();

        await Assertions.Expect(page.Locator("#jobs .status")).ToHaveTextAsync(Completed, Patience);
        foreach (var other in others)
            await other.DisposeAsync();
    }

    [Fact]
    public async Task LeftAndComeBackTo_FromTheBackForwardCache_IsLiveAgain()
    {
        await using var host = await StartAsync();
        var page = await tabs.OpenTabAsync();
        await OpenAsync(page, host);
        await page.EvaluateAsync("() => { window.isTheSame = true; }");
        await page.GotoAsync(new Uri(host.Address, "page.css").ToString());
        // the answer comes before the page is left
        await page.EvaluateAsync("() => { setTimeout(() => history.back()); }");

        await Assertions.Expect(page.Locator("#connection")).ToContainTextAsync("🟢");
        await page.Locator("#start").ClickAsync();

        await Assertions.Expect(page.Locator("#jobs .status")).ToHaveTextAsync(Completed, Patience);
        Assert.True(await page.EvaluateAsync<bool>("() => window.isTheSame === true"), "the page was loaded again");
        await page.CloseAsync();
    }

    [Fact]
    public async Task ConnectionThatIsReset_InTheMiddle_IsMadeAgain()
    {
        await using var server = await StartAsync();
        await using var proxy = FaultProxy.Start(server.Address.Port);
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync($"http://{proxy.Address}/");
        await Assertions.Expect(page.Locator("#connection")).ToContainTextAsync("🟢");
        // A request that is reset before its answer is sent again by the browser, and would start a second job.
        await page.RunAndWaitForResponseAsync(
            () => page.Locator("#start").ClickAsync(), static r => r.Request.Method == "POST");
        await Assertions.Expect(page.Locator("#jobs li")).ToHaveCountAsync(3);

        proxy.ResetAll();

        await Assertions.Expect(page.Locator("#jobs .status")).ToHaveTextAsync(Completed, Patience);
        await Assertions.Expect(page.Locator("#connection")).ToContainTextAsync("🟢");
    }

    [Fact]
    public async Task PostJobs_WithAndWithoutAUser_AnswersThePipelineOrAProblem()
    {
        await using var host = await StartAsync();
        using var known = host.As("user-7");
        using var job = await known.Http.PostAsync("/jobs", null, TestContext.Current.CancellationToken);
        var pipeline = (string)
            (await job.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["pipeline_id"]!;
        Assert.Equal("processing", (string?)(await known.GetAsync($"/api/v1/pipelines/{pipeline}/progress"))["status"]);

        using var unknown = new HttpClient { BaseAddress = host.Address };
        using var refused = await unknown.PostAsync("/jobs", null, TestContext.Current.CancellationToken);
        Assert.Equal(
            (401, "application/problem+json"), ((int)refused.StatusCode, refused.Content.Headers.ContentType?.MediaType)
        );
    }

    private static async Task OpenAsync(IPage page, ChildHost host)
    {
        await page.GotoAsync(host.Address.ToString());
        await Assertions.Expect(page.Locator("#connection")).ToContainTextAsync("🟢");
    }

    // artifacts/bin/<project>/<configuration>: built beside the tests, in the same configuration.
    private static Task<ChildHost> StartAsync(params string[] settings)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var program = Path.Combine(output.Parent!.Parent!.FullName, "Quickstart", output.Name, "Quickstart.dll");
        return ChildHost.StartProgramAsync(program, Path.Combine(Assets.Root, "samples", "Quickstart"), settings);
    }
}
