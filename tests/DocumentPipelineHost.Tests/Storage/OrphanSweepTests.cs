using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Storage;
using DocumentPipelineHost.Tests.Host;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace DocumentPipelineHost.Tests.Storage;

/// <summary>Orphans go, and nothing else does; in a folder and in a bucket.</summary>
public sealed class OrphanSweepTests
{
    private static readonly TimeSpan Later = TimeSpan.FromHours(25);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sweep_OrphansOfADay_GoAndDocumentsStay(bool inBucket)
    {
        using var folder = new DataFolderOfTest();
        await using var host = await StartAsync(folder, inBucket);
        using var client = host.As("user-1");
        await client.UploadAsync(Texts.English, "stays.md");
        var known = Assert.Single(await KeysAsync(host));
        await KeepOrphansAsync(host, 2);

        await SweepAsync(host, TimeSpan.FromHours(23), new LogLines());
        Assert.Equal(3, (await KeysAsync(host)).Count);

        await SweepAsync(host, Later, new LogLines());
        Assert.Equal([known], await KeysAsync(host));
    }

    [Theory]
    [InlineData(false, 0, 1)]
    [InlineData(true, 0, 1)]
    [InlineData(false, 1, 11)]
    [InlineData(true, 1, 11)]
    public async Task Sweep_StorageOfAnotherDatabase_TouchesNothingAndSaysSo(bool inBucket, int documents, int others)
    {
        using var folder = new DataFolderOfTest();
        await using var host = await StartAsync(folder, inBucket);
        using var client = host.As("user-1");
        for (var i = 0; i < documents; i++)
            await client.UploadAsync(Texts.English, "stays.md");
        await KeepOrphansAsync(host, others);
        var log = new LogLines();

        await SweepAsync(host, Later, log);

        Assert.Equal(documents + others, (await KeysAsync(host)).Count);
        Assert.Contains("nothing was removed", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sweep_FileOfSomebodyElse_Stays()
    {
        using var folder = new DataFolderOfTest();
        await using var host = await StartAsync(folder, inBucket: false);
        using var client = host.As("user-1");
        await client.UploadAsync(Texts.English, "stays.md");
        var known = Assert.Single(folder.Files("originals"));
        await KeepOrphansAsync(host, 1);
        var strange = Path.Combine(folder.Path, "originals", "lost+found");
        await File.WriteAllTextAsync(strange, "not ours", Cancellation);

        await SweepAsync(host, Later, new LogLines());

        Assert.Equal(
            new[] { known, strange }.Order(StringComparer.Ordinal),
            folder.Files("originals").Order(StringComparer.Ordinal));
    }

    private static async Task<TestHost> StartAsync(DataFolderOfTest folder, bool inBucket)
    {
        var host = await StartPlainAsync(folder, inBucket);
        Assert.True(await host.Services.GetRequiredService<StorageClaim>().IsOursAsync(Cancellation));
        return host;
    }

    private static async Task<TestHost> StartPlainAsync(DataFolderOfTest folder, bool inBucket) =>
        inBucket
            ? await TestHost.StartAsync(
                folder,
                [
                    .. SharedSwift
                        .Settings((await SharedSwift.Server).Address)
                        .Select(static each => $"--{each.Key}={each.Value}"),
                ])
            : await TestHost.StartAsync(folder);

    internal static async Task SweepAsync(TestHost host, TimeSpan later, LogLines log)
    {
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(log));
        var sweep = new OrphanSweep(
            host.Services.GetRequiredService<IOriginalStore>(),
            host.Services.GetRequiredService<DocumentStore>(),
            host.Services.GetRequiredService<StorageClaim>(),
            new FakeTimeProvider(DateTimeOffset.UtcNow + later),
            factory.CreateLogger<OrphanSweep>());
        await sweep.SweepAsync(Cancellation);
    }

    /// <summary>As a process does that dies between keeping the file and storing the document.</summary>
    internal static async Task KeepOrphansAsync(TestHost host, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await using var file = host.Services.GetRequiredService<WorkFiles>().Receive();
            await file.WriteAsync(StoreOfTest.Bytes(100), Cancellation);
            await file.CloseAsync();
            await host
                .Services.GetRequiredService<IOriginalStore>()
                .KeepAsync(file, Guid.CreateVersion7().ToString("D"), Cancellation);
        }
    }

    internal static async Task<IReadOnlyList<string>> KeysAsync(TestHost host) =>
        await host
            .Services.GetRequiredService<IOriginalStore>()
            .ListAsync(Cancellation)
            .Select(static file => file.Key)
            .ToListAsync(Cancellation);
}
