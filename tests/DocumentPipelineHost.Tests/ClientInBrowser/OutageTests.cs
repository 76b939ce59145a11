using System.Text.Json.Nodes;
using Dpa.Realtime.Faults.Proxy;
using DocumentPipelineHost.Tests.Browser;

namespace DocumentPipelineHost.Tests.ClientInBrowser;

/// <summary>
/// The network goes and comes back under the client in a real browser: it says so, ends at the server's state, and
/// tells every transition once.
/// </summary>
public sealed class OutageTests(Chromium chromium)
{
    // So late that only an event can bring it back within a test.
    private static readonly JsonObject Patient = new()
    {
        ["backoff"] = new JsonObject { ["baseMs"] = 600_000, ["capMs"] = 600_000 },
    };

    private static readonly JsonObject Hasty = new()
    {
        ["backoff"] = new JsonObject { ["baseMs"] = 50, ["capMs"] = 100 },
    };

    [Fact]
    public async Task Offline_ThenOnline_ComesBackAtOnceWithEachTransitionOnce()
    {
        await using var walk = await StartAsync(Patient);

        await walk.Page.Page.Context.SetOfflineAsync(true);
        walk.Proxy.Rules = FaultRules.HalfOpen;
        walk.Proxy.ResetAll(); // Chromium's offline mode leaves open sockets alone
        await walk.Page.ExpectStatusAsync("reconnecting");
        await walk.Work.StepAsync();
        walk.Proxy.Resume();
        await walk.Page.Page.Context.SetOfflineAsync(false);

        await walk.Page.ExpectStatusAsync("live");
        await walk.EndAsync();
        var life = await walk.Page.LifeAsync();
        Assert.Contains("offline", life);
        Assert.Contains("online", life);
    }

    [Fact]
    public async Task Reset_InTheMiddle_ComesBackWithEachTransitionOnce()
    {
        await using var walk = await StartAsync(Hasty);
        for (var cut = 1; cut <= 3; cut++)
        {
            walk.Proxy.ResetAll();
            await walk.Work.StepAsync();
            await walk.Page.ExpectAsync(
                told => (int)told.Counters["reconnects"]! >= cut && told.Status == "live",
                $"reconnect {cut}");
            await walk.Page.ExpectNewsAsync(walk.Work.Id);
        }

        await walk.EndAsync();
    }

    [Fact]
    public async Task SilentDrop_IsNoticedByTheMissingHeartbeat_ComesBackWithEachTransitionOnce()
    {
        await using var walk = await StartAsync(Hasty);
        foreach (var connection in walk.Proxy.Connections) connection.Rules = FaultRules.HalfOpen;
        await walk.Work.StepAsync();

        await walk.Page.ExpectAsync(told => told.Statuses.Contains("reconnecting"), "noticed");
        await walk.Page.ExpectStatusAsync("live");
        await walk.EndAsync();
    }

    [Fact]
    public async Task FiveFailures_StreamsThenPollsThenLive_EachTransitionOnce()
    {
        JsonObject options = new()
        {
            ["backoff"] = new JsonObject { ["baseMs"] = 20, ["capMs"] = 40 },
            ["pollIntervalMs"] = 200,
            ["probeIntervalMs"] = 2_000,
        };
        await using var walk = await StartAsync(options, gated: true);

        walk.Gate!.ShutForSockets();
        await walk.Page.ExpectStatusAsync("streaming");
        await walk.Work.StepAsync();
        await walk.Page.ExpectNewsAsync(walk.Work.Id);
        Assert.True(walk.Gate.RefusedSockets >= 4, $"{walk.Gate.RefusedSockets} attempts were made.");

        walk.Gate.ShutForStreamsToo();
        await walk.Page.ExpectStatusAsync("polling");
        await walk.Work.StepAsync();
        await walk.Page.ExpectNewsAsync(walk.Work.Id);

        walk.Gate.Open();
        await walk.Page.ExpectStatusAsync("live"); // by the probe
        await walk.EndAsync();
        var statuses = (await walk.Page.ToldAsync()).Statuses.SkipWhile(s => s != "live").ToList();
        // Polling is not called so before a poll was answered.
        Assert.Equal(["live", "reconnecting", "streaming", "reconnecting", "polling"], statuses.Take(5));
        // Both are open again: whether the stream is tried before the socket's probe is open.
        Assert.Equal(["live"], statuses.Skip(5).SkipWhile(s => s is "streaming" or "reconnecting"));
    }

    private Task<OutageWalk> StartAsync(JsonObject options, bool gated = false) =>
        OutageWalk.StartAsync(chromium, options, gated);
}
