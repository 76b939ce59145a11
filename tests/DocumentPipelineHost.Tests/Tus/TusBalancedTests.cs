using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Proxies;
using DocumentPipelineHost.Tests.Services;
using DocumentPipelineHost.Tests.Storage;
using DocumentPipelineHost.Tus;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Proxy;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.Tus;

/// <summary>
/// tus-js-client through a real round-robin proxy over two instances that share rows, progress and bucket, and no
/// folder.
/// </summary>
public sealed class TusBalancedTests
{
    private const int Cuts = 4;
    private const long Size = 8_000_000;
    private const string User = "user-1";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upload_CutAndGoneOnAtTheOtherInstance_ArrivesWholeAndIsHeldByNobody()
    {
        Requirements.Nginx();
        var seed = Environment.TickCount;
        using var file = new TusFile(Size, seed);
        await using var place = await HostPlace.CreateAsync(Rows.Shared);
        using var otherFolder = new DataFolderOfTest();
        string[] bucket = await SharedSwift.ArgumentsAsync();
        await using var one = await place.StartAsync(bucket);
        await using var two = await TestHost.StartAsync(otherFolder, [.. place.Settings, .. bucket]);
        await using var balancer = new RoundRobin();
        await balancer.StartAsync(one.Address, two.Address);
        await using var proxy = FaultProxy.Start(balancer.Port, seed);
        var random = new Random(seed);
        proxy.Rules = new FaultRules { ToServer = Line };
        proxy.RulesOfNew = _ => proxy.Counters.Cuts >= Cuts
            ? null
            : new FaultRules { ToServer = Line with { CutAfterBytes = random.NextInt64(
                Size / 12, Size / (Cuts + 2)) } };
        var pipeline = Guid.NewGuid().ToString();
        await using var client = TusClientProcess.Start(
            new JsonObject
            {
                ["endpoint"] = $"http://{proxy.Address}/api/v2/uploads",
                ["file"] = file.Path,
                ["size"] = file.Size,
                ["user"] = User,
                ["metadata"] = new JsonObject
                {
                    ["filename"] = "log.txt",
                    ["pipeline_id"] = pipeline,
                    ["upload_only"] = "true",
                },
            });

        var end = await client.EndAsync(Limit);

        Assert.True(
            (bool?)end["done"] == true,
            $"seed {seed}: {string.Join('\n', client.Lines.Select(static line => line.ToJsonString()))}");
        using var reader = two.As(User);
        await using var content = await reader.Http.GetStreamAsync(
            $"/api/v2/documents/{end["document"]}/content", Cancellation);
        Assert.Equal(file.Sha256, Convert.ToHexStringLower(await SHA256.HashDataAsync(content, Cancellation)));
        Assert.Equal(Cuts, proxy.Counters.Cuts);
        await Eventually.HoldsAsync(
            () => balancer.Served("PATCH").Count > Cuts, "the proxy has noted all pieces", Limit);
        Assert.Equal(2, balancer.Served("PATCH").Distinct().Count());
        Assert.Equal("completed", (string?)(await reader.UntilEndAsync(pipeline))["status"]);
        await Eventually.HoldsAsync(() => Held(one) == 0 && Held(two) == 0, "nobody holds it", Limit);
        await Eventually.HoldsAsync(
            async () => await one.Services.GetRequiredService<ISegmentStore>(
                ).ListAsync(Cancellation).CountAsync(Cancellation) == 0, "its pieces are gone", Limit);
        Assert.Equal((1, 1), (place.Count("documents"), (await OrphanSweepTests.KeysAsync(one)).Count));
    }

    /// <summary>A line of 4 MB/s, slower than the hosts.</summary>
    private static FlowRules Line => new() { BytesPerSecond = 4_000_000 };

    private static int Held(TestHost host) => host.Services.GetRequiredService<TusWatches>().Count;
}
