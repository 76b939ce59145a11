using DocumentPipelineHost.Tests.Batches;
using DocumentPipelineHost.Tests.Host;
using Dpa.Realtime.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.Tus;

/// <summary>What a resumable upload may take, how long it is kept, and the batch that it joins.</summary>
public sealed class TusLimitTests
{
    [Fact]
    public async Task Create_IntoABatch_CountsThereAndIsRefusedToAnotherUser()
    {
        using var folder = new DataFolderOfTest();
        await using var host = await TestHost.StartAsync(folder);
        using var client = host.As("user-1");
        using var stranger = host.As("user-2");
        var (_, batch) = await client.CreateBatchAsync([], ("count", "1"));
        (string, string)[] metadata = [("filename", "cranes.md"), ("batch_id", batch.Id()), ("create_index", "true")];

        using var refused = await stranger.SendAsync(TusRequest.Create(Texts.English.Length, metadata));
        using var created = await client.SendAsync(TusRequest.Create(Texts.English.Length, metadata));
        using var last = await client.SendAsync(
            TusRequest.Patch(created.Headers.Location!.ToString(), 0, Texts.English));

        Assert.Equal((404, "batch_unknown"), await HostClient.ProblemAsync(refused));
        Assert.Equal((201, 204), ((int)created.StatusCode, (int)last.StatusCode));
        var ended = await client.EndBatchAsync(batch.Id());
        Assert.Equal(
            ("completed", 1, 1),
            ((string?)ended["status"], (int)ended["counts"]!["total"]!, (int)ended["counts"]!["completed"]!));
    }

    [Fact]
    public async Task Create_BeyondTheQuotaOfBytes_IsRefusedUntilRoomIsMade()
    {
        using var folder = new DataFolderOfTest();
        await using var host = await TestHost.StartAsync(folder, "--Upload:QuotaBytes", "1000");
        using var client = host.As("user-1");
        using var other = host.As("user-2");
        using var first = await client.SendAsync(TusRequest.Create(600));

        using var beyond = await client.SendAsync(TusRequest.Create(401));
        using var theirs = await other.SendAsync(TusRequest.Create(1000));
        using var exact = await client.SendAsync(TusRequest.Create(400));
        using var deleted = await client.SendAsync(TusRequest.Delete(first.Headers.Location!.ToString()));
        using var again = await client.SendAsync(TusRequest.Create(600));

        Assert.Equal((413, "quota_exceeded"), await HostClient.ProblemAsync(beyond));
        Assert.Equal(
            (201, 201, 204, 201),
            ((int)theirs.StatusCode, (int)exact.StatusCode, (int)deleted.StatusCode, (int)again.StatusCode));
    }

    [Fact]
    public async Task Upload_BeyondTheQuotaOfDocuments_IsRefusedEitherWay()
    {
        using var folder = new DataFolderOfTest();
        await using var host = await TestHost.StartAsync(folder, "--Upload:QuotaDocuments", "1");
        using var client = host.As("user-1");
        await client.UploadAsync(Texts.English, "first.md");

        using var resumable = await client.SendAsync(TusRequest.Create(10));
        using var plain = await client.PostAsync(Texts.Long(2), "second.txt");
        using var known = await client.PostAsync(Texts.English, "again.md");

        Assert.Equal((413, "quota_exceeded"), await HostClient.ProblemAsync(resumable));
        Assert.Equal((413, "quota_exceeded"), await HostClient.ProblemAsync(plain));
        Assert.True(known.IsSuccessStatusCode, "bytes that are stored already take no room");
        Assert.Single(folder.Files("originals"));
    }

    [Fact]
    public async Task Upload_LeftAlone_IsGoneAfterItsTime()
    {
        using var folder = new DataFolderOfTest();
        var time = new ShiftedTime();
        string url;
        await using (
            var host = await TestHost.StartAsync(folder, services => services.AddSingleton<TimeProvider>(time)))
        {
            using var client = host.As("user-1");
            using var created = await client.SendAsync(TusRequest.Create(1000));
            url = created.Headers.Location!.ToString();
            time.Advance(TimeSpan.FromHours(23));
            using var piece = await client.SendAsync(TusRequest.Patch(url, 0, new byte[10]));
            time.Advance(TimeSpan.FromHours(23));
            using var kept = await client.SendAsync(TusRequest.Head(url)); // the piece gave it another day
            Assert.Equal((204, 200), ((int)piece.StatusCode, (int)kept.StatusCode));
            Assert.Single(folder.Files("uploads"));
        }

        time.Advance(TimeSpan.FromHours(2));
        await using var next = await TestHost.StartAsync(folder, services => services.AddSingleton<TimeProvider>(time));
        using var reader = next.As("user-1");
        using var late = await reader.SendAsync(TusRequest.Head(url));

        Assert.Contains((int)late.StatusCode, (int[])[404, 410]);
        await Eventually.HoldsAsync(
            () => folder.Files("uploads").Count == 0,
            "its bytes are removed", TimeSpan.FromSeconds(30));
    }
}
