using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Batches;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using Dpa.Realtime.Faults;

namespace DocumentPipelineHost.Tests.Notifications;

/// <summary>An interruption notifies whoever chose that, once each time, and of no batch's file.</summary>
public sealed class InterruptedTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Postgres)]
    public async Task Interrupt_OfAPipeline_NotifiesOnceEachTime(Rows rows)
    {
        await using var hook = await HttpReceiver.StartAsync();
        var gate = new TaskCompletionSource();
        await using var work = await StartAsync(rows, gate.Task);
        var (place, client) = work;
        await ChooseAsync(client, hook, "interrupted");
        var upload = await client.UploadAsync(Texts.Unique("Held."), "held.txt", ("create_index", "true"));
        var id = (string)upload["processing_pipeline"]!["pipeline_id"]!;
        await client.UntilAsync(id, "processing");

        for (var turn = 1; turn <= 2; turn++)
        {
            Assert.Contains((await client.ControlAsync(upload, "interrupt")).Status, (int[])[200, 202]);
            await client.UntilAsync(id, "interrupted");
            Assert.Equal(409, (await client.ControlAsync(upload, "interrupt")).Status); // it is already
            if (turn == 1)
                Assert.Equal(200, (await client.ControlAsync(upload, "resume")).Status);
        }

        var (_, batch) = await client.CreateBatchAsync([("held-too.txt", Texts.Unique("Too."))], HostAtWork.All);
        Assert.Contains((await client.PostAsync($"/api/v2/batches/{batch.Id()}/interrupt")).Status, (int[])[200, 202]);
        await Eventually.HoldsAsync(
            () => place.Count("notification_deliveries WHERE status = 'delivered'") == 2, "both are delivered");
        Assert.Equal(2, place.Count("notification_deliveries"));
        foreach (var message in hook.Received.Select(static one => JsonNode.Parse(one.Body)!))
        {
            Assert.Equal(
                ("pipeline.interrupted", id, "interrupted", (string)upload["document_id"]!),
                ((string?)message["type"], (string?)message["data"]!["pipeline_id"],
                    (string?)message["data"]!["status"], (string?)message["data"]!["document_id"]));
        }

        gate.SetResult();
    }

    /// <summary>It takes place once the bytes are stored, and notifies then.</summary>
    [Theory]
    [InlineData("/api/v2/documents/{0}/pipeline/{1}/interrupt")]
    [InlineData("/api/v1/pipelines/{1}/control")] // the library's: it asks the upload itself, as the socket does
    public async Task Interrupt_WhileTheFileComesIn_IsKeptAndNotifiesOnceItIsStored(string path)
    {
        await using var hook = await HttpReceiver.StartAsync();
        await using var work = await StartAsync(Rows.Sqlite, Task.CompletedTask);
        var (place, client) = work;
        await ChooseAsync(client, hook, "interrupted");
        using var file = new SlowFile(Texts.Long(20));
        var pipeline = Guid.NewGuid().ToString();
        using var form = new MultipartFormDataContent
        {
            { new StringContent(pipeline), "pipeline_id" }, { new StringContent("true"), "create_index" },
            { file, "file", "slow.txt" },
        };
        var sending = client.Http.PostAsync("/api/v2/documents/upload", form, Cancellation);
        var document = (await client.UntilAsync(pipeline, "processing"))["document_id"];

        using var asked = await client.Http.PostAsJsonAsync(
            string.Format(CultureInfo.InvariantCulture, path, document, pipeline), new { action = "interrupt" },
            Cancellation);
        asked.EnsureSuccessStatusCode();
        await Eventually.HoldsAsync(
            () => place.Count("pipelines WHERE interrupt_asked") == 1, "a restart would find it");
        Assert.Equal(0, place.Count("notification_deliveries"));
        file.Release();
        (await sending).Dispose();

        await client.UntilAsync(pipeline, "interrupted");
        Assert.Equal(1, place.Count("notification_deliveries WHERE event = 'pipeline.interrupted'"));
    }

    [Fact]
    public async Task Interrupt_OfAUserWhoChoseOtherEvents_NotifiesNobody()
    {
        await using var hook = await HttpReceiver.StartAsync();
        await using var work = await StartAsync(Rows.Sqlite, new TaskCompletionSource().Task);
        var (place, client) = work;
        await ChooseAsync(client, hook, "failed", "completed", "batch");
        var upload = await client.UploadAsync(Texts.Unique("Held."), "held.txt", ("create_index", "true"));
        await client.UntilAsync((string)upload["processing_pipeline"]!["pipeline_id"]!, "processing");

        Assert.Contains((await client.ControlAsync(upload, "interrupt")).Status, (int[])[200, 202]);
        await client.UntilAsync((string)upload["processing_pipeline"]!["pipeline_id"]!, "interrupted");

        Assert.Equal(0, place.Count("notification_deliveries"));
    }

    private static Task<HostAtWork> StartAsync(Rows rows, Task gate) =>
        HostAtWork.StartAsync(
            rows, Gates.Before("index", (_, ct) => gate.WaitAsync(ct)),
            "--Notifications:AllowedNetworks", "127.0.0.0/8", "--Notifications:Interval", "00:00:00.1");

    private static async Task ChooseAsync(HostClient client, HttpReceiver hook, params string[] events)
    {
        using var answer = await client.Http.PutAsJsonAsync(
            "/api/v2/notifications", new { webhook = new { url = hook.Url }, events }, Cancellation);
        answer.EnsureSuccessStatusCode();
    }
}
