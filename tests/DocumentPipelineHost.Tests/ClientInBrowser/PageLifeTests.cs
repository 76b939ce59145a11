using System.Text.Json.Nodes;
using Dpa.Realtime.Faults.Proxy;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.ClientInBrowser;

/// <summary>
/// A page in a browser that treats it as people's browsers do: hidden by another tab, frozen, left and come back to, on
/// another network.
/// </summary>
public sealed class PageLifeTests(RealTabs tabs) : IClassFixture<RealTabs>
{
    [Fact]
    public async Task Hidden_AsksForOneHertzAtOnceThenLeaves_ShownAgainItIsBackWithNothingLost()
    {
        await using var life = await StartAsync(new() { ["hiddenMs"] = 3_000 });
        Assert.Null(life.Wire.AskedHz);

        var other = await tabs.OpenTabAsync();
        await life.Page.ExpectAsync(_ => life.Wire.AskedHz == 1, "max_hz 1");
        Assert.Equal("hidden", await life.Page.Page.EvaluateAsync<string>("() => document.visibilityState"));
        var before = life.Wire.ReceivedOf(life.Work.Id);
        await life.Page.ExpectAsync(told => told is { Status: "reconnecting", Reason: "paused" }, "paused");
        await life.Server.ExpectConnectionsAsync(0);
        var received = life.Wire.ReceivedOf(life.Work.Id) - before;
        Assert.True(received <= 8, $"{received} frames came to a hidden page in three seconds."); // 60 would have

        await life.Work.StepAsync();
        await other.CloseAsync();
        await life.Page.Page.BringToFrontAsync();
        await life.Page.ExpectStatusAsync("live");
        Assert.Null(life.Wire.AskedHz);
        await life.EndAsync();
    }

    [Fact]
    public async Task Frozen_LeavesTheServer_ResumedItIsBackWithNothingLost()
    {
        await using var life = await StartAsync();

        var other = await tabs.OpenTabAsync(); // only hidden tabs are frozen
        await life.Page.FreezeAsync();
        await life.Server.ExpectConnectionsAsync(0);
        await life.Work.StepAsync();
        await life.Page.ResumeAsync();
        await other.CloseAsync();
        await life.Page.Page.BringToFrontAsync();

        await life.Page.ExpectStatusAsync("live");
        await life.EndAsync();
        var events = await life.Page.LifeAsync();
        Assert.Contains("freeze hidden", events);
        Assert.Contains("resume hidden", events);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task LeftAndComeBackTo_FromTheBackForwardCache_ItIsBackWithNothingLost(bool shareTabs)
    {
        await using var life = await StartAsync(new() { ["shareTabs"] = shareTabs });

        await life.Page.Page.GotoAsync($"{life.Server.Address}away.html");
        await life.Server.ExpectConnectionsAsync(0);
        await life.Work.StepAsync();
        await life.Page.GoBackAsync();

        await life.Page.ExpectStatusAsync("live");
        await life.EndAsync();
        var events = await life.Page.LifeAsync();
        Assert.Contains("pagehide true", events);
        Assert.Contains("pageshow true", events); // the page as it was left, not a new one
    }

    [Fact]
    public async Task NetworkSwitch_WithTheOldPathDead_IsNoticedLongBeforeTheHeartbeat()
    {
        await using var life = await StartAsync(heartbeat: TimeSpan.FromMinutes(10));
        foreach (var connection in life.Proxy.Connections) connection.Rules = FaultRules.HalfOpen;
        await life.Work.StepAsync();

        await SwitchNetworkAsync(life.Page.Page, bytesPerSecond: 50_000);

        await life.Page.ExpectAsync(
            told => (int)told.Counters["reconnects"]! == 1 && told.Status == "live",
            "a new socket");
        await life.EndAsync();
        Assert.Contains("network change", await life.Page.LifeAsync());
    }

    [Fact]
    public async Task SaveData_AsksForTwoHertz()
    {
        await using var life = await StartAsync(saveData: true);

        Assert.Equal(2, life.Wire.AskedHz);
        Assert.True(await life.Page.Page.EvaluateAsync<bool>("() => navigator.connection.saveData"));
        await life.EndAsync();
    }

    /// <summary>
    /// The browser takes it for another network: what it estimates of the connection changes, and it tells the page.
    /// </summary>
    private static async Task SwitchNetworkAsync(IPage page, int bytesPerSecond)
    {
        var devTools = await RealTabs.DevToolsAsync(page);
        await devTools.SendAsync("Network.enable");
        await devTools.SendAsync(
            "Network.emulateNetworkConditions", new()
            {
                ["offline"] = false,
                ["latency"] = 300,
                ["downloadThroughput"] = bytesPerSecond,
                ["uploadThroughput"] = bytesPerSecond,
            });
    }

    private Task<PageLife> StartAsync(JsonObject? options = null, TimeSpan? heartbeat = null, bool saveData = false) =>
        PageLife.StartAsync(tabs, options, heartbeat, saveData);
}
