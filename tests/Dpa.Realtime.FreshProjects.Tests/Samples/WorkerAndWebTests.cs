using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.Faults.Processes;
using Dpa.Realtime.Faults.Redis;
using Microsoft.Playwright;

namespace Dpa.Realtime.FreshProjects.Tests.Samples;

/// <summary>samples/WorkerAndWeb: the work in one process, the page of another, Redis between them.</summary>
public sealed class WorkerAndWebTests(Chromium chromium)
{
    private static readonly LocatorAssertionsToHaveTextOptions InTime = new() { Timeout = 60_000 };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Import_OfTheWorker_IsShownByThePageOfTheWeb()
    {
        await using var redis = await RedisServer.StartAsync();
        string[] settings = ["--ConnectionStrings:Redis", redis.Address];
        await using var worker = ServerProcess.Start(
            "dotnet", [Machine.Built("WorkerAndWeb.Worker"), .. settings], Folder("Worker"));
        await using var web = await WebProcess.StartAsync(
            Machine.Built("WorkerAndWeb.Web"), Folder("Web"), settings);
        var errors = new List<string>();
        var page = await chromium.OpenAsync(web.Address, errors);

        await page.GetByRole(AriaRole.Button).ClickAsync();

        await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("Store", InTime);
        await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("completed", InTime);
        Assert.Equal(100, await page.Locator("#bar").EvaluateAsync<double>("bar => bar.value"));
        await page.CloseAsync();
        Assert.Empty(errors);
    }

    [Fact]
    public async Task Import_ThatNoWorkerHasTaken_IsAnsweredAtOnceAsPending()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var web = await WebProcess.StartAsync(
            Machine.Built("WorkerAndWeb.Web"), Folder("Web"), "--ConnectionStrings:Redis", redis.Address);
        using var http = new HttpClient { BaseAddress = web.Address };

        using var answer = await http.PostAsync(new Uri("/imports", UriKind.Relative), null, Stop);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("pending", (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Stop))!["status"]);
        Assert.EndsWith("/progress", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    private static string Folder(string part) => Path.Combine(Machine.Root, "samples/WorkerAndWeb", part);
}
