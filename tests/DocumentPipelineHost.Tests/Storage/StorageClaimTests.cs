using DocumentPipelineHost.Storage;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Tus;
using DocumentPipelineHost.Tus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace DocumentPipelineHost.Tests.Storage;

/// <summary>
/// A host with another database never removes anything of a store that is not its own, however little of it is unknown
/// to it.
/// </summary>
public sealed class StorageClaimTests
{
    private const string User = "user-1";
    private static readonly TimeSpan Later = TimeSpan.FromHours(25);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// The bucket of one host, and a second host whose database is empty, or has a document of its own in that bucket.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Sweep_BucketOfAnotherDatabase_RemovesNothing(int documents)
    {
        string[] bucket = await SharedSwift.ArgumentsAsync();
        using var folder = new DataFolderOfTest();
        using var otherFolder = new DataFolderOfTest();
        await using var host = await TestHost.StartAsync(folder, bucket);
        using var client = host.As(User);
        await client.UploadAsync(Texts.English, "kept.md");
        await PieceAsync(client);
        await using var other = await TestHost.StartAsync(otherFolder, bucket);
        using var stranger = other.As(User);
        for (var i = 0; i < documents; i++)
            await stranger.UploadAsync(Texts.Chinese, "own.md");
        var (originals, pieces) = await CountAsync(host);
        Assert.Equal((1 + documents, 1), (originals, pieces));

        await SweepAsync(other);

        Assert.Equal((originals, pieces), await CountAsync(host));
        Assert.False(await other.Services.GetRequiredService<StorageClaim>().IsOursAsync(Cancellation));
        Assert.True(await host.Services.GetRequiredService<StorageClaim>().IsOursAsync(Cancellation));
    }

    /// <summary>A store of before there were marks.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Claim_StoreWithoutAMark_IsMadeByTheDatabaseThatKnowsAllOfIt(bool isKnown)
    {
        using var folder = new DataFolderOfTest();
        var mark = Path.Combine(folder.Path, "storage.id");
        await using (var host = await TestHost.StartAsync(folder))
        {
            using var client = host.As(User);
            await client.UploadAsync(Texts.English, "kept.md");
            await PieceAsync(client);
        }

        File.Delete(mark);
        foreach (var rows in isKnown ? [] : Directory.GetFiles(folder.Path, "documents.db*"))
            File.Delete(rows);
        await using var next = await TestHost.StartAsync(folder);
        await SweepAsync(next);

        Assert.Equal(isKnown, await next.Services.GetRequiredService<StorageClaim>().IsOursAsync(Cancellation));
        Assert.Equal(
            (isKnown, 1, 1), (File.Exists(mark), folder.Files("originals").Count, folder.Files("uploads").Count));
    }

    /// <summary>
    /// Files that a crash left before there were marks: a few among many do not end the sweep for good.
    /// </summary>
    [Theory]
    [InlineData(4, 1, true)]
    [InlineData(3, 1, false)]
    public async Task Claim_StoreWithoutAMark_IsMadeWhereFewFilesAreUnknown(int known, int unknown, bool isOurs)
    {
        using var folder = new DataFolderOfTest();
        await using (var host = await TestHost.StartAsync(folder))
        {
            using var client = host.As(User);
            for (var i = 0; i < known; i++)
                await client.UploadAsync(Texts.Unique($"Known {i}."), "kept.txt");
            await OrphanSweepTests.KeepOrphansAsync(host, unknown);
        }

        File.Delete(Path.Combine(folder.Path, "storage.id"));
        await using var next = await TestHost.StartAsync(folder);
        Assert.Equal(isOurs, await next.Services.GetRequiredService<StorageClaim>().IsOursAsync(Cancellation));
        await SweepAsync(next);

        Assert.Equal(isOurs ? known : known + unknown, folder.Files("originals").Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sweep_PiecesOfADayWithoutRows_GoAndOthersStay(bool inBucket)
    {
        using var folder = new DataFolderOfTest();
        await using var host = inBucket
            ? await TestHost.StartAsync(folder, await SharedSwift.ArgumentsAsync())
            : await TestHost.StartAsync(folder);
        using var client = host.As(User);
        await PieceAsync(client);
        var orphan = host.Services.GetRequiredService<WorkFiles>().NewPath();
        await File.WriteAllTextAsync(orphan, "a piece", Cancellation);
        await host.Services.GetRequiredService<ISegmentStore>(
            ).KeepAsync(orphan, $"{Guid.NewGuid():N}-{0:D14}-{Guid.NewGuid():N}", Cancellation);

        await SweepAsync(host, TimeSpan.FromHours(23));
        Assert.Equal((0, 2), await CountAsync(host));
        await SweepAsync(host);
        Assert.Equal((0, 1), await CountAsync(host));
    }

    private static async Task PieceAsync(HostClient client)
    {
        var url = await client.CreateUploadAsync(Texts.English.Length, ("filename", "half.md"));
        (await client.PatchAsync(url, 0, Texts.English[..100])).Dispose();
    }

    private static Task SweepAsync(TestHost host) => SweepAsync(host, Later);

    private static async Task SweepAsync(TestHost host, TimeSpan later)
    {
        await OrphanSweepTests.SweepAsync(host, later, new LogLines());
        await new SegmentSweep(
            host.Services.GetRequiredService<TusStore>(),
            host.Services.GetRequiredService<ISegmentStore>(),
            host.Services.GetRequiredService<StorageClaim>(),
            new FakeTimeProvider(TimeProvider.System.GetUtcNow() + later)).SweepAsync(Cancellation);
    }

    private static async Task<(int Originals, int Pieces)> CountAsync(TestHost host) => (
        (await OrphanSweepTests.KeysAsync(host)).Count,
        await host.Services.GetRequiredService<ISegmentStore>().ListAsync(Cancellation).CountAsync(Cancellation));
}
