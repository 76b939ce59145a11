using System.Security.Cryptography;
using DocumentPipelineHost.Buckets;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Storage;
using DocumentPipelineHost.Tests.Host;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DocumentPipelineHost.Tests.Storage;

/// <summary>A store as the host puts it together, without the host around it.</summary>
internal sealed class StoreOfTest : IAsyncDisposable
{
    private readonly IHost _host;

    private StoreOfTest(IHost host, LogLines log) => (_host, Log) = (host, log);

    public DataFolderOfTest Folder { get; private init; } = null!;

    public LogLines Log { get; }

    public IOriginalStore Originals => _host.Services.GetRequiredService<IOriginalStore>();

    public DiskReserve Reserve => _host.Services.GetRequiredService<DiskReserve>();

    public Bucket Bucket => _host.Services.GetRequiredService<Bucket>();

    public static StoreOfTest Create(Dictionary<string, string?> settings)
    {
        var (folder, log) = (new DataFolderOfTest(), new LogLines());
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(
            new HostApplicationBuilderSettings { ContentRootPath = folder.Path });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.AddProvider(log);
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<DataFolder>();
        builder.Services.Configure<DataOptions>(data => data.Directory = folder.Path);
        builder.Services.AddStorage(builder.Configuration);
        return new StoreOfTest(builder.Build(), log) { Folder = folder };
    }

    /// <summary>One whose bucket is there.</summary>
    public static async Task<StoreOfTest> InBucketAsync(string address, params (string Key, string Value)[] more)
    {
        var store = Create(SharedSwift.Settings(address, more));
        Assert.Null(await store.Bucket.ProbeAsync(TestContext.Current.CancellationToken));
        return store;
    }

    /// <summary>Receives bytes and keeps them, as an upload does.</summary>
    public Task<Original> KeepAsync(byte[] bytes) => KeepUntilAsync(bytes, TestContext.Current.CancellationToken);

    public async Task<Original> KeepUntilAsync(byte[] bytes, CancellationToken ct)
    {
        await using var file = _host.Services.GetRequiredService<WorkFiles>().Receive();
        await file.WriteAsync(bytes, TestContext.Current.CancellationToken);
        await file.CloseAsync();
        var key = await Originals.KeepAsync(file, Guid.CreateVersion7().ToString("D"), ct);
        return new Original(key, bytes.Length, file.Sha256);
    }

    /// <summary>Bytes that no other test has.</summary>
    public static byte[] Bytes(int length) => RandomNumberGenerator.GetBytes(length);

    public async Task<byte[]> FetchAsync(Original original)
    {
        using var copy = await Originals.FetchAsync(original, TestContext.Current.CancellationToken);
        return await File.ReadAllBytesAsync(copy.Path, TestContext.Current.CancellationToken);
    }

    public async Task AssertKeptAsync(byte[] bytes, Original original) =>
        Assert.True((await FetchAsync(original)).AsSpan().SequenceEqual(bytes));

    public async Task<IReadOnlyList<string>> KeysAsync() =>
        [
            .. (
                await Originals
                    .ListAsync(TestContext.Current.CancellationToken)
                    .ToListAsync(TestContext.Current.CancellationToken)).Select(static file => file.Key),
        ];

    public ValueTask DisposeAsync()
    {
        _host.Dispose();
        if (Directory.Exists(Path.Combine(Folder.Path, "incoming")))
            Assert.Empty(Folder.Files("incoming"));
        Folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
