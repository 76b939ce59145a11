using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.Faults;
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

    /// <summary>The one command of its README, which starts a Redis of its own and ends all that it started.</summary>
    [Fact]
    public async Task RunScript_StartsAllThree_AndEndsThemWithItself()
    {
        Machine.RequireLong();
        Requirements.Redis();
        const string Listening = "Now listening on: ";
        var settings = new Dictionary<string, string>
        {
            ["REDIS_PORT"] = $"{FreePorts.Next()}", ["URLS"] = "http://127.0.0.1:0",
        };
        await using var script = ServerProcess.Start(Path.Combine(Folder("."), "run.sh"), [], Folder("."), settings);
        var line = await script.WaitForLineAsync(static l => l.Contains(Listening, StringComparison.Ordinal));
        var at = line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length;
        using var http = new HttpClient { BaseAddress = new Uri(line[at..].Trim()) };
        http.DefaultRequestHeaders.Add("X-USER-ID", "user-1");
        using var accepted = await http.PostAsync(new Uri("/imports", UriKind.Relative), null, Stop);

        await Eventually.HoldsAsync(
            async () =>
            {
                using var answer = await http.GetAsync(accepted.Headers.Location, Stop);
                var text = await answer.Content.ReadAsStringAsync(Stop);
                return text.Contains("\"status\":\"completed\",\"ended\"", StringComparison.Ordinal);
            },
            "the import's end", TimeSpan.FromSeconds(60));
        await script.StopAsync();

        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    using var answer = await http.GetAsync(new Uri("/", UriKind.Relative), Stop);
                    return false;
                }
                catch (HttpRequestException)
                {
                    return true; // nobody listens any more
                }
            },
            "the end of the web application", TimeSpan.FromSeconds(60));
    }

    private static string Folder(string part) => Path.Combine(Machine.Root, "samples/WorkerAndWeb", part);
}
