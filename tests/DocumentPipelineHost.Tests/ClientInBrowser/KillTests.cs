using System.Net;
using System.Text.Json.Nodes;
using Dpa.Realtime.Faults.Proxy;
using DocumentPipelineHost.Tests.Browser;
using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.ClientInBrowser;

/// <summary>The host is killed under a page and started again, at another port behind the same address: the page goes on by itself.</summary>
public sealed class KillTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly JsonObject Hasty = new() { ["backoff"] = new JsonObject { ["baseMs"] = 100, ["capMs"] = 200, ["attempts"] = 1000 } };

    [Fact]
    public async Task Kill_InTheMiddleOfADocument_ThePageEndsAtTheNextHostsStateWithNoTransitionTwice()
    {
        await using var context = await chromium.OpenDesktopAsync();
        using var folder = new DataFolderOfTest();
        var pdf = await File.ReadAllBytesAsync(Assets.FiftyPages, TestContext.Current.CancellationToken);
        var page = new ClientPage(await context.NewPageAsync());
        FaultProxy proxy;
        string pipeline;
        await using (var host = await StartAsync(folder))
        {
            proxy = FaultProxy.Start(host.Address.Port);
            using var client = host.As(PageServer.User);
            var upload = await client.UploadAsync(pdf, "kill.pdf", ("create_index", "true"), ("generate_summary", "true"));
            pipeline = (string)upload["processing_pipeline"]!["pipeline_id"]!;
            await page.OpenAsync(new Uri($"http://{proxy.Address}/"), Hasty, pipeline);
            await page.ExpectAsync(told => told.Pipelines.TryGetValue(pipeline, out var one) && InTheMiddle(one.State), "the middle of the first stage that takes a while");
            await host.KillAsync();
        }

        await using var _ = proxy;
        await page.ExpectStatusAsync("reconnecting");
        await using var next = await StartAsync(folder);
        proxy.Target = new IPEndPoint(IPAddress.Loopback, next.Address.Port);
        using var after = next.As(PageServer.User);
        var truth = (JsonObject)await after.UntilAsync(pipeline, "completed");

        await Told.ExpectTruthAsync(page.ToldAsync, truth);
        await page.ExpectStatusAsync("live");
    }

    private static bool InTheMiddle(JsonObject? state) => (string?)state?["current_stage"] == "parse" && (double)state["overall_progress"]! > 20;

    private static Task<ChildHost> StartAsync(DataFolderOfTest folder) =>
        ChildHost.StartAsync(folder, "--Pipeline:PagesPerCheckpoint", "2", "--Pipeline:ChunksPerCheckpoint", "2", "--webroot", ClientPages.Folder);
}
