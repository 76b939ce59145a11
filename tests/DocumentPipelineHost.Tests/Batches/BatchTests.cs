using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using DocumentPipelineHost.Tests.Wire;

namespace DocumentPipelineHost.Tests.Batches;

/// <summary>Many files as one.</summary>
public sealed class BatchTests
{
    private const string User = HostAtWork.User;
    private static readonly (string, string)[] All = HostAtWork.All;
    private static readonly string[] EachPage = ["--Pipeline:PagesPerCheckpoint", "1", "--Pipeline:Workers", "1"];

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Create_WithManyFiles_EndsOnceWithTheLastOfThem(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        await using var host = await place.StartAsync();
        await using var other = rows == Rows.Shared ? await place.StartAsync() : null;
        using var client = host.As(User);
        var files = BatchClient.Files(5).Append(("empty.txt", [])).Append(("picture.png", Texts.Png)).ToList();

        var (status, batch) = await client.CreateBatchAsync(files, [.. All, ("name", "Harbour")]);

        Assert.Equal(
            (202, "Harbour", 7, 7),
            (status, (string?)batch["name"], (int)batch["counts"]!["total"]!, batch["documents"]!.AsArray().Count));
        var ended = await (other ?? host).As(User).EndBatchAsync(batch.Id());
        Assert.Equal(
            ("completed", 5, 2), (ended.Status(), (int)ended["counts"]!["completed"]!, (int)ended["counts"]!["failed"]!)
        );
        Assert.Equal(
            (5, 2), ((int)ended["state"]!["children"]!["completed"]!, (int)ended["state"]!["children"]!["failed"]!));
        Assert.Equal(
            ["empty", "unsupported_type"],
            ended["documents"]!.AsArray().Select(static file => (string?)file!["code"]).OfType<string>().Order());
        Assert.Equal(
            "empty.txt",
            (string?)ended["documents"]!.AsArray().Single(static file => (string?)file!["code"] == "empty")!["filename"]
        );
        Assert.Single(ended["state"]!["transitions"]!.AsArray(), static each =>
            each!["stage_type"] is null && (string?)each["to"] == "completed" && (string?)each["from"] != "completed");
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Join_UploadsOneByOne_EndsWhenAllThatWereAnnouncedHave(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        await using var host = await place.StartAsync();
        using var client = host.As(User);
        using var stranger = host.As("user-2");
        var (_, batch) = await client.CreateBatchAsync([], ("count", "3"));

        foreach (var i in (int[])[1, 2])
        {
            var upload = await client.UploadAsync(Texts.Long(2), $"{i}.txt", [("batch_id", batch.Id()), .. All]);
            // none of it lives, and the batch waits for the others
            Assert.Equal("completed", (await client.EndAsync(upload)).Status());
        }

        Assert.Equal(
            ("processing", 3),
            (
                (await client.BatchAsync(batch.Id())).Status(),
                (int)(await client.BatchAsync(batch.Id()))["counts"]!["total"]!));
        using (var refused = await stranger.PostAsync(Texts.Long(2), "theirs.txt", ("batch_id", batch.Id())))
            Assert.Equal((404, "batch_unknown"), await HostClient.ProblemAsync(refused));
        await client.UploadAsync(Texts.Long(2), "3.txt", [("batch_id", batch.Id()), .. All]);

        var ended = await client.EndBatchAsync(batch.Id());
        Assert.Equal(("completed", 3), (ended.Status(), (int)ended["counts"]!["completed"]!));
        using var late = await client.PostAsync(Texts.Long(2), "late.txt", ("batch_id", batch.Id()));
        Assert.Equal((409, "batch_ended"), await HostClient.ProblemAsync(late));
        Assert.Equal((404, "batch_unknown"), await stranger.ProblemAsync($"/api/v2/batches/{batch.Id()}"));
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task InterruptAndResume_OfABatch_StopAndGoOnWithAllItsFiles(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        string id;
        await using (var host = await place.StartAsync(EachPage))
        {
            using var client = host.As(User);
            id = (await client.CreateBatchAsync(BatchClient.Files(4, 100), All)).Body.Id();

            Assert.Contains((await client.PostAsync($"/api/v2/batches/{id}/interrupt")).Status, (int[])[200, 202]);

            var held = await client.BatchAsync(id);
            Assert.Equal(
                ("interrupted", 4),
                (held.Status(), (int)held["counts"]!["interrupted"]! + (int)held["counts"]!["completed"]!));
            Assert.True((int)held["counts"]!["interrupted"]! >= 3);
            Assert.Equal(409, (await client.PostAsync($"/api/v2/batches/{id}/interrupt")).Status);
        }

        await using (var host = await place.StartAsync(EachPage))
        {
            using var client = host.As(User);
            Assert.Equal("interrupted", (await client.BatchAsync(id)).Status());
            Assert.Contains((await client.PostAsync($"/api/v2/batches/{id}/resume")).Status, (int[])[200, 202]);
            var ended = await client.EndBatchAsync(id);
            Assert.Equal(
                ("completed", 4, 100.0),
                (ended.Status(), (int)ended["counts"]!["completed"]!, (double)ended["state"]!["overall_progress"]!));
            Assert.Equal(400, place.Count("pages"));
            Assert.Equal(409, (await client.PostAsync($"/api/v2/batches/{id}/resume")).Status);
        }
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Cancel_OfABatch_EndsAllAndKeepsWhatWasDone(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows, EachPage);
        var (place, client) = work;
        var id = (await client.CreateBatchAsync(BatchClient.Files(4, 100), All)).Body.Id();

        Assert.Contains((await client.PostAsync($"/api/v2/batches/{id}/cancel")).Status, (int[])[200, 202]);

        var ended = await client.EndBatchAsync(id);
        Assert.Equal("cancelled", ended.Status());
        // What a stage had finished stays, in a cancelled file too; what it had begun goes.
        Assert.Equal(
            (100 * place.Count("documents WHERE parsed_at IS NOT NULL"), 4),
            (place.Count("pages"), place.Count("documents")));
        Assert.Equal(0, place.Count("pipelines WHERE ended_at IS NULL"));
        Assert.Equal(409, (await client.PostAsync($"/api/v2/batches/{id}/cancel")).Status);
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Retry_OfABatch_TriesItsFailedFilesAgain(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        var broken = 3;
        await using var host = await place.StartAsync(
            Gates.Before("summary", (_, _) =>
                Interlocked.Decrement(ref broken) >= 0
                    ? throw new InvalidOperationException("once")
                    : Task.CompletedTask),
            "--Pipeline:Workers", "1");
        using var client = host.As(User);
        var id = (await client.CreateBatchAsync(BatchClient.Files(4), All)).Body.Id();
        Assert.Equal(3, (int)(await client.EndBatchAsync(id))["counts"]!["failed"]!);

        Assert.Contains((await client.PostAsync($"/api/v2/batches/{id}/retry")).Status, (int[])[200, 202]);

        var ended = await client.EndBatchAsync(id);
        Assert.Equal(
            ("completed", 4, 0), (ended.Status(), (int)ended["counts"]!["completed"]!, (int)ended["counts"]!["failed"]!)
        );
        Assert.Equal((4, 4), ((int)ended["state"]!["children"]!["completed"]!, place.Count("summaries")));
        Assert.Equal((409, "nothing_to_retry"), Code(await client.PostAsync($"/api/v2/batches/{id}/retry")));
    }

    /// <summary>1,000 files under <c>DPA_LONG=1</c>, 60 in every run; one subscription follows them all.</summary>
    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Create_WithAThousandFiles_IsFollowedByOneSubscriptionToItsEnd(Rows rows)
    {
        var files = Environment.GetEnvironmentVariable("DPA_LONG") == "1" ? 1_000 : 60;
        await using var place = await HostPlace.CreateAsync(rows);
        await using var host = await place.StartAsync();
        using var client = host.As(User);
        client.Http.Timeout = TimeSpan.FromMinutes(8);

        var (status, batch) = await client.CreateBatchAsync(BatchClient.Files(files, 1), ("create_index", "true"));
        Assert.Equal((202, files), (status, batch["documents"]!.AsArray().Count));
        var watch = new ProgressWatch();
        await using var socket = new V2Connection();
        await socket.OpenAsync(host.Address, User, TestContext.Current.CancellationToken);
        await socket.SendAsync(
            new() { ["type"] = "subscribe_pipeline", ["pipeline_id"] = batch.Id() },
            TestContext.Current.CancellationToken);
        while (!watch.Completed)
            watch.Take(await socket.ReadAsync(TestContext.Current.CancellationToken));

        Assert.Equal(files, (int)watch.Last!["children"]!["completed"]!);
        Assert.Equal(
            ("completed", files),
            (
                (await client.EndBatchAsync(batch.Id(), 60)).Status(),
                (int)place.Count("pipelines WHERE status = 'completed'")));
    }

    [Fact]
    public async Task Create_BeyondItsLimits_IsRefusedAndStoresNothing()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite, "--Batch:MaxFiles", "2");
        var (place, client) = work;

        Assert.Equal((413, "too_many_files"), Code(await client.CreateBatchAsync(BatchClient.Files(3))));
        Assert.Equal((413, "too_many_files"), Code(await client.CreateBatchAsync([], ("count", "3"))));
        Assert.Equal((400, "file_missing"), Code(await client.CreateBatchAsync([])));
        Assert.Equal((400, "invalid_parameter"), Code(await client.CreateBatchAsync([], ("count", "many"))));
        Assert.Equal((0, 0, 0), (place.Count("documents"), place.Count("batches"), place.Count("pipelines")));
    }

    [Fact]
    public async Task Delete_OfADocumentOfABatch_LetsTheBatchEnd()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite, EachPage);
        var (place, client) = work;
        var batch = (await client.CreateBatchAsync(BatchClient.Files(3, 60), All)).Body;
        var last = batch["documents"]!.AsArray()[2]!["document_id"];

        using (
            var deleted = await client.Http.DeleteAsync(
                $"/api/v1/documents/{last}", TestContext.Current.CancellationToken))
            Assert.Equal(204, (int)deleted.StatusCode);

        Assert.Equal(("completed", 2), ((await client.EndBatchAsync(batch.Id())).Status(), place.Count("summaries")));
    }

    private static (int, string?) Code((int Status, JsonNode Body) answer) =>
        (answer.Status, (string?)answer.Body["code"]);
}
