using System.Text.Json.Nodes;
using Dpa.Realtime.Faults.Proxy;
using DocumentPipelineHost.Tests.Browser;

namespace DocumentPipelineHost.Tests.ClientInBrowser;

/// <summary>The client in a dedicated worker, which has neither <c>window</c> nor <c>document</c>.</summary>
public sealed class WorkerTests(Chromium chromium)
{
    private static readonly JsonObject Hasty = new()
    {
        ["backoff"] = new JsonObject { ["baseMs"] = 50, ["capMs"] = 100 },
    };

    [Fact]
    public async Task ResetAndSilentDrop_InAWorker_ComesBackWithEachTransitionOnce()
    {
        await using var context = await chromium.OpenDesktopAsync();
        await using var server = await PageServer.StartAsync();
        await using var proxy = FaultProxy.Start(server.Port);
        await using var work = await Work.StartAsync(server.Progress);
        var page = new ClientPage(await context.NewPageAsync());
        await page.OpenWorkerAsync(new Uri($"http://{proxy.Address}/"), Hasty, work.Id);
        await page.ExpectStatusAsync("live");
        await page.ExpectNewsAsync(work.Id);
        Assert.Equal(1, await server.ConnectionsAsync());

        proxy.ResetAll();
        await work.StepAsync();
        await page.ExpectAsync(
            told => (int)told.Counters["reconnects"]! == 1 && told.Status == "live",
            "back after a reset");
        await page.ExpectNewsAsync(work.Id);
        foreach (var connection in proxy.Connections) connection.Rules = FaultRules.HalfOpen;
        await work.StepAsync();
        await page.ExpectAsync(
            told => (int)told.Counters["reconnects"]! == 2 && told.Status == "live",
            "back after silence");
        await page.ExpectNewsAsync(work.Id);

        await work.EndAsync();
        await Told.ExpectTruthAsync(page.ToldAsync, await server.StateAsync(work.Id));
        await server.ExpectConnectionsAsync(1);
    }
}
