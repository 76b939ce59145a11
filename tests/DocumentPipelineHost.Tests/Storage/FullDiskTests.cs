using System.Text.Json.Nodes;
using DocumentEngine.Messages;
using DocumentPipelineHost.Tests.Batches;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Tus;
using Dpa.Realtime.Faults;

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
        var ballast = Path.Combine(folder.Path, "ballast");
        await using (
            var file = new FileStream(ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            try
            {
                for (var piece = new byte[4096]; ;)
                    await file.WriteAsync(piece, Cancellation);
            }
            catch (IOException)
            {
                // It is full.
            }
        }

        using (var refused = await client.PostAsync(Texts.Unique("A text without a place."), "after.md"))
            Assert.Equal((507, "storage_full"), await HostClient.ProblemAsync(refused));

        Assert.Single((await client.GetAsync("/api/v2/documents"))["items"]!.AsArray());
        File.Delete(ballast);
        await client.UploadAsync(Texts.Unique("A text with a place."), "again.md");
    }
}
