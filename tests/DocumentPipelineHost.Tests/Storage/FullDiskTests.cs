using System.Text.Json.Nodes;
using DocumentEngine.Messages;
using DocumentPipelineHost.Jobs;
using DocumentPipelineHost.Storage;
using DocumentPipelineHost.Tests.Batches;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Tus;
using DocumentPipelineHost.Tus;
using Dpa.Realtime.Faults;
using Microsoft.Data.Sqlite;

namespace DocumentPipelineHost.Tests.Storage;

/// <summary>A disk that is really full, below each folder that uploads write to.</summary>
public sealed class FullDiskTests
{
    private const int Kib = 512;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("incoming")]
    [InlineData("originals")]
    [InlineData("uploads")]
    public async Task Upload_OntoAFullDisk_Is507AndNothingIsStored(string room)
    {
        using var folder = new DataFolderOfTest();
        using var disk = SmallDisk.Mount(Path.Combine(folder.Path, room), Kib);
        await using var host = await TestHost.StartAsync(folder);
        using var client = host.As("user-1");
        var large = Texts.Long(10_000);
        Assert.InRange(large.Length, (2 * Kib) << 10, 16 << 20);
        var pipeline = Guid.NewGuid().ToString();

        if (room != "uploads")
        {
            using var refused = await client.PostAsync(large, "large.txt", ("pipeline_id", pipeline));
            Assert.Equal((507, "storage_full"), await HostClient.ProblemAsync(refused));
            Assert.Equal("storage_full", (string?)(await client.UntilAsync(pipeline, "failed"))["error_info"]!["code"]);
        }

        var url = await client.CreateUploadAsync(large.Length, ("filename", "large.txt"));
        using (var refused = await client.SendAsync(TusRequest.Patch(url, 0, large)))
        {
            Assert.Equal((507, "storage_full"), await HostClient.ProblemAsync(refused));
            var problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync(Cancellation))!;
            var kept = room == "originals" ? large.Length : (long)(await client.GetAsync(url))["offset"]!;
            Assert.Equal(
                MessageCatalog.Text("tus.storage_full", ("value", kept)).En, (string?)problem["title"]);
        }

        Assert.Empty((await client.GetAsync("/api/v2/documents"))["items"]!.AsArray());
        Assert.Empty(folder.Files("incoming"));
        var small = await client.UploadAsync(Texts.English, "small.md", ("create_index", "true"));
        Assert.Equal("completed", (string?)(await client.EndAsync(small))["status"]);
    }

    [Fact]
    public async Task Batch_OntoAFullDisk_Is507AndNothingIsStored()
    {
        using var folder = new DataFolderOfTest();
        using var disk = SmallDisk.Mount(Path.Combine(folder.Path, "incoming"), Kib);
        await using var host = await TestHost.StartAsync(folder);
        using var client = host.As("user-1");

        var (status, problem) = await client.CreateBatchAsync([
            ("small.md", Texts.English), ("large.txt", Texts.Long(10_000)),
        ]);

        Assert.Equal((507, "storage_full"), (status, (string?)problem["code"]));
        Assert.Empty((await client.GetAsync("/api/v2/documents"))["items"]!.AsArray());
        Assert.Empty(folder.Files("incoming"));
    }

    /// <summary>The rows are on the disk that is full.</summary>
    [Fact]
    public async Task Upload_RowsOntoAFullDisk_Is507AndReadsGoOn()
    {
        using var folder = new DataFolderOfTest();
        using var disk = SmallDisk.Mount(folder.Path, 8 << 10);
        await using var host = await TestHost.StartAsync(folder);
        using var client = host.As("user-1");
        await client.UploadAsync(Texts.English, "before.md");
        var ballast = await FillAsync(folder);

        using (var refused = await client.PostAsync(Texts.Unique("A text without a place."), "after.md"))
            Assert.Equal((507, "storage_full"), await HostClient.ProblemAsync(refused));

        Assert.Single((await client.GetAsync("/api/v2/documents"))["items"]!.AsArray());
        File.Delete(ballast);
        await client.UploadAsync(Texts.Unique("A text with a place."), "again.md");
    }

    /// <summary>What the answer to a full disk advises can be done.</summary>
    [Fact]
    public async Task Delete_OnADiskWithoutAByte_MakesRoom()
    {
        using var folder = new DataFolderOfTest();
        using var disk = SmallDisk.Mount(folder.Path, 32 << 10);
        await using var host = await TestHost.StartAsync(folder);
        using var client = host.As("user-1");
        var upload = await client.UploadAsync(Texts.Long(20), "large.txt", ("create_index", "true"));
        await client.EndAsync(upload);
        await Eventually.HoldsAsync(
            () => File.Exists(Path.Combine(folder.Path, "reserve")), "space is kept for removals");
        Assert.Equal("Healthy", await client.Http.GetStringAsync("/healthz/ready", Cancellation));

        await FillAsync(folder);

        Assert.Equal("Degraded", await client.Http.GetStringAsync("/healthz/ready", Cancellation));
        using (var refused = await client.PostAsync(Texts.Unique("A text without a place."), "after.md"))
            Assert.Equal((507, "storage_full"), await HostClient.ProblemAsync(refused));
        using (var deleted = await client.Http.DeleteAsync(
            $"/api/v1/documents/{upload["document_id"]}", Cancellation))
            Assert.True(deleted.IsSuccessStatusCode, await deleted.Content.ReadAsStringAsync(Cancellation));

        Assert.Empty((await client.GetAsync("/api/v2/documents"))["items"]!.AsArray());
        await client.UploadAsync(Texts.Unique("A text with a place."), "again.md");
    }

    /// <summary>Rows of an unfinished upload can be removed where nothing else can be written.</summary>
    [Fact]
    public async Task Delete_OfAResumableUploadOnADiskWithoutAByte_IsDone()
    {
        using var folder = new DataFolderOfTest();
        using var disk = SmallDisk.Mount(folder.Path, 32 << 10);
        await using var host = await TestHost.StartAsync(folder);
        using var client = host.As("user-1");
        var url = await client.CreateUploadAsync(1_000);
        await Eventually.HoldsAsync(
            () => File.Exists(Path.Combine(folder.Path, "reserve")), "space is kept for removals");
        await FillAsync(folder);
        await CreateUntilRefusedAsync(client, ("note", new string('n', 4_000)));
        await CreateUntilRefusedAsync(client); // into what those were too large for

        using var deleted = await client.SendAsync(TusRequest.Delete(url));

        Assert.True((int)deleted.StatusCode == 204, await deleted.Content.ReadAsStringAsync(Cancellation));
        using var head = await client.SendAsync(TusRequest.Head(url));
        Assert.Equal(404, (int)head.StatusCode);
    }

    /// <summary>The file of rows has some space of its own: that is used up.</summary>
    private static async Task CreateUntilRefusedAsync(HostClient client, params (string, string)[] metadata)
    {
        for (var left = TusStore.MaxOpen; left > 0; left--)
        {
            using var answer = await client.SendAsync(TusRequest.Create(10, metadata));
            if ((int)answer.StatusCode == 201)
                continue;
            Assert.Equal((507, "storage_full"), await HostClient.ProblemAsync(answer));
            return;
        }

        Assert.Fail("The disk is not full.");
    }

    /// <summary>What the first one releases is there for the second one too.</summary>
    [Fact]
    public async Task Reserve_OfTwoRemovalsAtTheSameTime_IsUsedByBoth()
    {
        await using var store = StoreOfTest.Create([]);
        var reserve = store.Reserve;
        reserve.Keep();
        using var bothMetIt = new Barrier(2);

        var answers = await Task.WhenAll(RemoveAsync(), RemoveAsync());

        Assert.Equal([2, 2], answers);

        Task<int> RemoveAsync() => Task.Run(() =>
        {
            var calls = 0;
            return reserve.RunAsync(() =>
            {
                if (++calls == 2)
                    return Task.FromResult(calls);
                bothMetIt.SignalAndWait(TimeSpan.FromSeconds(30), Cancellation);
                throw new SqliteException("database or disk is full", 13);
            });
        });
    }

    [Fact]
    public async Task Reserve_ThatAnotherInstanceWrites_IsLeftToIt()
    {
        await using var store = StoreOfTest.Create([]);
        await using var others = new FileStream(
            store.Reserve.File, FileMode.Create, FileAccess.Write, FileShare.None);

        Assert.Throws<IOException>(store.Reserve.Keep);

        Assert.True(File.Exists(store.Reserve.File));
    }

    [Fact]
    public async Task Reserve_OfAFullDisk_IsUsedOnceAndKeptAgain()
    {
        await using var store = StoreOfTest.Create([]);
        var reserve = store.Reserve;
        reserve.Keep();
        var calls = 0;

        Assert.Equal(2, await reserve.RunAsync(() => Full(until: 2)));
        await Assert.ThrowsAsync<SqliteException>(() => reserve.RunAsync(() => Full(until: int.MaxValue)));
        Assert.False(File.Exists(reserve.File));
        reserve.Keep();

        Assert.InRange(new FileInfo(reserve.File).Length, 1, DiskReserve.MostBytes);

        Task<int> Full(int until) =>
            ++calls < until ? throw new SqliteException("database or disk is full", 13) : Task.FromResult(calls);
    }

    [Fact]
    public void Classify_FullDisk_IsToldAsWhatItIsAndTriedAgain()
    {
        var ofFile = Failures.Classify(new IOException("No space left on device", 28));
        var ofRows = Failures.Classify(new SqliteException("database or disk is full", 13));

        Assert.Equal(("storage_full", true, ofRows), (ofFile.Code, ofFile.Transient, ofFile));
    }

    /// <summary>Takes the last byte of the disk; the file that does.</summary>
    private static async Task<string> FillAsync(DataFolderOfTest folder)
    {
        var ballast = Path.Combine(folder.Path, "ballast");
        await using var file = new FileStream(
            ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            for (var piece = new byte[4096]; ;)
                await file.WriteAsync(piece, Cancellation);
        }
        catch (IOException)
        {
            return ballast; // it is full
        }
    }
}
