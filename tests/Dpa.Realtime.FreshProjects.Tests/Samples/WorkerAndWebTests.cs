using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Redis;
using Microsoft.Playwright;

namespace Dpa.Realtime.FreshProjects.Tests.Samples;

/// <summary>samples/WorkerAndWeb: the work in one process, the page of another, Redis between them.</summary>
public sealed class WorkerAndWebTests(Chromium chromium)
{
    private static readonly LocatorAssertionsToHaveTextOptions InTime = new() { Timeout = 60_000 };

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Import_OfTheWorker_IsShownByThePageOfTheWeb()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var worker = Worker(redis);
        await using var web = await WebAsync(redis);
        var errors = new List<string>();
        var page = await chromium.OpenAsync(web.Address, errors);

        await page.GetByRole(AriaRole.Button).ClickAsync();

        await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("completed", InTime);
        Assert.Contains("Store", await Chromium.ShownAsync(page));
        Assert.Equal(100, await page.Locator("#bar").EvaluateAsync<double>("bar => bar.value"));
        await page.CloseAsync();
        Assert.Empty(errors);
    }

    /// <summary>The worker that has an import is killed, or stopped, in the middle of it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Import_WhoseWorkerIsLost_IsDoneByAnotherOne(bool isKilled)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var web = await WebAsync(redis);
        using var http = Client(web.Address);
        await using var first = Worker(redis, "--RowTime", "00:00:05"); // in the middle until it is lost
        var address = await ImportAsync(http);
        await ReachesAsync(http, address, "processing");

        if (isKilled) await first.KillAsync();
        else await first.StopAsync();
        await using var second = Worker(redis, "--RowTime", "00:00:00.001");

        var state = await ReachesAsync(http, address, "completed");
        Assert.Equal(2, (int)state["attempt"]!);
        await Eventually.HoldsAsync(
            async () => await redis.CommandAsync("XLEN", "imports") == "0", "an empty queue", Limit);
    }

    /// <summary>It takes longer than the queue waits for a sign of life.</summary>
    [Fact]
    public async Task Import_ThatTakesLong_StaysWithItsWorker()
    {
        Machine.RequireLong();
        await using var redis = await RedisServer.StartAsync();
        await using var web = await WebAsync(redis);
        using var http = Client(web.Address);
        await using var first = Worker(redis, "--RowTime", "00:00:00.3"); // 24 s
        var address = await ImportAsync(http);
        await ReachesAsync(http, address, "processing");
        await using var second = Worker(redis);

        var state = await ReachesAsync(http, address, "completed");

        Assert.Equal(1, (int)state["attempt"]!);
    }

    [Fact]
    public async Task Import_ThatNoWorkerHasTaken_IsAnsweredAtOnceAsPending()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var web = await WebAsync(redis);
        using var http = Client(web.Address);

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
        var settings = new Dictionary<string, string>
        {
            ["REDIS_PORT"] = $"{FreePorts.Next()}", ["URLS"] = "http://127.0.0.1:0",
        };
        await using var script = ServerProcess.Start(Path.Combine(Folder("."), "run.sh"), [], Folder("."), settings);
        using var http = Client(await script.ListeningAsync());

        await ReachesAsync(http, await ImportAsync(http), "completed");
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

    private static ServerProcess Worker(RedisServer redis, params string[] settings) => ServerProcess.Start(
        "dotnet", [Machine.Built("WorkerAndWeb.Worker"), "--ConnectionStrings:Redis", redis.Address, .. settings],
        Folder("Worker"));

    private static Task<WebProcess> WebAsync(RedisServer redis) => WebProcess.StartAsync(
        Machine.Built("WorkerAndWeb.Web"), Folder("Web"), "--ConnectionStrings:Redis", redis.Address);

    private static HttpClient Client(Uri address)
    {
        var http = new HttpClient { BaseAddress = address };
        http.DefaultRequestHeaders.Add("X-USER-ID", "user-1");
        return http;
    }

    /// <returns>The address of its progress.</returns>
    private static async Task<Uri> ImportAsync(HttpClient http)
    {
        using var accepted = await http.PostAsync(new Uri("/imports", UriKind.Relative), null, Stop);
        return accepted.Headers.Location!;
    }

    private static async Task<JsonObject> ReachesAsync(HttpClient http, Uri address, string status)
    {
        JsonObject? state = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                using var answer = await http.GetAsync(address, Stop);
                if (!answer.IsSuccessStatusCode) return false; // not started
                state = await answer.Content.ReadFromJsonAsync<JsonObject>(Stop);
                return (string?)state!["status"] == status;
            },
            $"{address}: {status}", Limit);
        return state!;
    }

    private static string Folder(string part) => Path.Combine(Machine.Root, "samples/WorkerAndWeb", part);
}
