using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Storage;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using DocumentPipelineHost.Tests.Tus;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.Batches;

/// <summary>What is left of a batch that a person cancelled.</summary>
public sealed class CancelledBatchTests
{
    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Retry_OfACancelledBatch_CompletesItsFiles(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows, [.. HostAtWork.EachPage, "--Pipeline:Workers", "1"]);
        var (place, client) = work;
        var id = (await client.CreateBatchAsync(BatchClient.Files(3, 60), HostAtWork.All)).Body.Id();
        Assert.Contains((await client.PostAsync($"/api/v2/batches/{id}/cancel")).Status, (int[])[200, 202]);
        Assert.Equal("cancelled", (await client.EndBatchAsync(id)).Status());

        var (status, _) = await client.PostAsync($"/api/v2/batches/{id}/retry");

        Assert.Contains(status, (int[])[200, 202]);
        var ended = await client.EndBatchAsync(id);
        Assert.Equal(
            ("completed", 3, 0),
            (ended.Status(), (int)ended["counts"]!["completed"]!, (int)ended["counts"]!["cancelled"]!));
        Assert.Equal(3, place.Count("summaries"));
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Cancel_WhileTheBatchIsCreated_LeavesALineForEachFile(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        var (storing, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var host = await place.StartAsync(
            Wrapped.Around<IOriginalStore>(inner => new HeldOriginals(inner, async () =>
            {
                storing.TrySetResult();
                await release.Task;
            })));
        using var client = host.As(HostAtWork.User);
        var creating = client.CreateBatchAsync(BatchClient.Files(4), HostAtWork.All);
        await storing.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        var id = host.Services.GetRequiredService<BatchStore>().Unsettled().Single().Id;
        Assert.Contains((await client.PostAsync($"/api/v2/batches/{id}/cancel")).Status, (int[])[200, 202]);

        release.SetResult();

        var (status, created) = await creating;
        Assert.Equal(
            (202, "cancelled", "The batch is cancelled."), (status, created.Status(), (string?)created["message"]));
        var ended = await client.EndBatchAsync(id);
        Assert.Equal((4, 4), ((int)ended["counts"]!["total"]!, (int)ended["counts"]!["cancelled"]!));
        Assert.Equal(
            ["file-1.txt cancelled", "file-2.txt cancelled", "file-3.txt cancelled", "file-4.txt cancelled"],
            ended["documents"]!.AsArray().Select(static file => $"{file!["filename"]} {file["status"]}"));
        Assert.Equal((0, 0), (place.Count("documents"), place.Count("pipelines WHERE ended_at IS NULL")));
        var (retried, problem) = await client.PostAsync($"/api/v2/batches/{id}/retry");
        Assert.Equal((409, "nothing_to_retry"), (retried, (string?)problem["code"]));
    }

    /// <summary>Announced files that had not come are not waited for: their clients were refused meanwhile.</summary>
    [Theory]
    [InlineData(Rows.Sqlite, true)]
    [InlineData(Rows.Sqlite, false)]
    [InlineData(Rows.Shared, true)]
    public async Task Retry_OfACancelledBatchThatLacksFiles_EndsWithThoseThatCame(Rows rows, bool ofBatch)
    {
        await using var work = await HostAtWork.StartAsync(rows, [.. HostAtWork.EachPage, "--Pipeline:Workers", "1"]);
        var client = work.Client;
        var created = (await client.CreateBatchAsync(
            BatchClient.Files(1, 200), [.. HostAtWork.All, ("count", "3")])).Body;
        var batch = $"/api/v2/batches/{created.Id()}";
        Assert.Contains((await client.PostAsync($"{batch}/cancel")).Status, (int[])[200, 202]);
        Assert.Equal("cancelled", (await client.EndBatchAsync(created.Id())).Status());
        var file = created["documents"]![0]!;

        var (status, _) = await client.PostAsync(
            (ofBatch ? batch : $"/api/v2/documents/{file["document_id"]}/pipeline/{file["pipeline_id"]}") + "/retry");

        Assert.Contains(status, (int[])[200, 202]);
        await client.UntilAsync((string)file["pipeline_id"]!, "completed");
        Assert.Equal("completed", (await client.EndBatchAsync(created.Id(), seconds: 60)).Status());
    }

    /// <summary>A person cancelled that file alone, then the batch: retrying the batch does not include it.</summary>
    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Retry_OfACancelledBatch_LeavesAFileThatWasCancelledAloneBefore(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows, [.. HostAtWork.EachPage, "--Pipeline:Workers", "1"]);
        var client = work.Client;
        var batch = (await client.CreateBatchAsync(BatchClient.Files(3, 200), HostAtWork.All)).Body;
        var alone = batch["documents"]![2]!;
        var path = $"/api/v2/documents/{alone["document_id"]}/pipeline/{alone["pipeline_id"]}/cancel";
        Assert.Contains((await client.PostAsync(path)).Status, (int[])[200, 202]);
        await client.UntilAsync((string)alone["pipeline_id"]!, "cancelled");
        Assert.Contains((await client.PostAsync($"/api/v2/batches/{batch.Id()}/cancel")).Status, (int[])[200, 202]);
        Assert.Equal("cancelled", (await client.EndBatchAsync(batch.Id())).Status());

        Assert.Contains((await client.PostAsync($"/api/v2/batches/{batch.Id()}/retry")).Status, (int[])[200, 202]);

        var ended = await client.EndBatchAsync(batch.Id());
        Assert.Equal(
            ("completed", 2, 1),
            (ended.Status(), (int)ended["counts"]!["completed"]!, (int)ended["counts"]!["cancelled"]!));
        Assert.Equal("cancelled", (await client.UntilEndAsync((string)alone["pipeline_id"]!)).Status());
    }

    /// <summary>A person cancelled that file alone: trying the failed ones again does not include it.</summary>
    [Fact]
    public async Task Retry_OfAFailedBatch_LeavesAFileThatWasCancelledAlone()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        var broken = 1;
        var (reached, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var host = await place.StartAsync(
            Gates.Before("summary", async (_, _) =>
            {
                if (Interlocked.Decrement(ref broken) >= 0)
                    throw new InvalidOperationException("once");
                reached.TrySetResult();
                await release.Task;
            }),
            "--Pipeline:Workers", "1");
        using var client = host.As(HostAtWork.User);
        var batch = (await client.CreateBatchAsync(BatchClient.Files(2), HostAtWork.All)).Body;
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        var states = (await client.BatchAsync(batch.Id()))["documents"]!.AsArray();
        var alone = states.Single(static file => (string?)file!["status"] != "failed")!;
        var path = $"/api/v2/documents/{alone["document_id"]}/pipeline/{alone["pipeline_id"]}/cancel";
        Assert.Contains((await client.PostAsync(path)).Status, (int[])[200, 202]);
        release.SetResult();
        Assert.Equal("failed", (await client.EndBatchAsync(batch.Id())).Status());

        Assert.Contains((await client.PostAsync($"/api/v2/batches/{batch.Id()}/retry")).Status, (int[])[200, 202]);

        var ended = await client.EndBatchAsync(batch.Id());
        Assert.Equal(
            ("completed", 1, 1),
            (ended.Status(), (int)ended["counts"]!["completed"]!, (int)ended["counts"]!["cancelled"]!));
    }
}
