using System.Net;
using System.Text.Json.Nodes;
using Dpa.Realtime.Faults.Proxy;
using DocumentPipelineHost.Tests.Browser;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Models;
using DocumentPipelineHost.Tests.Notifications;

namespace DocumentPipelineHost.Tests.ClientInBrowser;

/// <summary>
/// The host is killed under a page and started again, at another port behind the same address: the page goes on by
/// itself.
/// </summary>
public sealed class KillTests(Chromium chromium)
{
    private static readonly JsonObject Hasty = new()
    {
        ["backoff"] = new JsonObject
        {
            ["baseMs"] = 100,
            ["capMs"] = 200,
            ["attempts"] = 1000,
        },
    };

    /// <summary>
    /// The work stands still before the kill: the summary waits for a model that says nothing more. Nothing has to be
    /// seen while it passes by.
    /// </summary>
    [Fact]
    public async Task Kill_InTheMiddleOfADocument_ThePageEndsAtTheNextHostsStateWithNoTransitionTwice()
    {
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var model = await HttpReceiver.StartAsync(0, async (answer, _) =>
        {
            await ModelAnswers.BeginAsync(answer, ModelAnswers.Cranes[..2]);
            await goOn.Task.WaitAsync(answer.RequestAborted);
            await ModelAnswers.StreamAsync(answer, ModelAnswers.Cranes[2..]);
        });
        await using var context = await chromium.OpenDesktopAsync();
        using var folder = new DataFolderOfTest();
        var pdf = await File.ReadAllBytesAsync(Assets.FiftyPages, TestContext.Current.CancellationToken);
        var page = new ClientPage(await context.NewPageAsync());
        var pipeline = Guid.NewGuid().ToString();
        FaultProxy proxy;
        await using (var host = await StartAsync(folder, model))
        {
            proxy = FaultProxy.Start(host.Address.Port);
            await page.OpenAsync(new Uri($"http://{proxy.Address}/"), Hasty, pipeline);
            await page.ExpectStatusAsync("live");
            using var client = host.As(PageServer.User);
            await client.UploadAsync(
                pdf, "kill.pdf", ("pipeline_id", pipeline), ("create_index", "true"), ("generate_summary", "true"));
            await page.ExpectAsync(
                told => told.Of(pipeline).State is { } state && (string?)state["current_stage"] == "summary",
                "the stage that waits for the model");
            await host.KillAsync();
        }

        await using var _ = proxy;
        await page.ExpectStatusAsync("reconnecting");
        goOn.SetResult();
        await using var next = await StartAsync(folder, model);
        proxy.Target = new IPEndPoint(IPAddress.Loopback, next.Address.Port);
        using var after = next.As(PageServer.User);
        var truth = (JsonObject)await after.UntilAsync(pipeline, "completed");

        await Told.ExpectTruthAsync(page.ToldAsync, truth);
        await page.ExpectStatusAsync("live");
    }

    private static Task<ChildHost> StartAsync(DataFolderOfTest folder, HttpReceiver model) => ChildHost.StartAsync(
        folder, "--Pipeline:PagesPerCheckpoint", "2", "--Pipeline:ChunksPerCheckpoint", "2",
        "--Model:Endpoint", model.Url, "--Model:Name", "test-model", "--webroot", ClientPages.Folder);
}
