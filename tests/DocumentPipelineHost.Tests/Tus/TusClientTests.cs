using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Host;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Proxy;

namespace DocumentPipelineHost.Tests.Tus;

/// <summary>
/// A kept client, a network that cuts and a host that dies: the bytes arrive, and few are sent twice.
/// </summary>
public sealed class TusClientTests
{
    private const string User = "user-1";

    /// <summary>What a cut costs at most: the host's buffers of a request, and the network's before them.</summary>
    private const long Buffers = 512 * 1024;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private static bool IsLong => Environment.GetEnvironmentVariable("DPA_LONG") == "1";

    private static int Cuts => IsLong ? 10 : 4;

    private static long Size => IsLong ? 300_000_000 : 100_000_000;

    /// <summary>A killed host costs three of them.</summary>
    private static long PieceBytes => IsLong ? 2 << 20 : 512 * 1024;

    /// <summary>The kill cuts too. It does not depend on the file.</summary>
    private static long MostAgain => ((Cuts + 1) * Buffers) + (3 * PieceBytes);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upload_CutOftenWithAHostKilledInTheMiddle_ArrivesWhole()
    {
        var seed = Environment.TickCount;
        using var file = new TusFile(Size, seed);
        using var folder = new DataFolderOfTest();
        Assert.True(MostAgain * 20 < Size, "less than 5 % is allowed");
        string[] settings = ["--Upload:MaxBytes", "400000000", $"--Upload:SegmentBytes={PieceBytes}"];
        var host = await ChildHost.StartAsync(folder, settings);
        await using var proxy = FaultProxy.Start(host.Address.Port, seed);
        var random = new Random(seed);
        proxy.Rules = new FaultRules { ToServer = Line };
        proxy.RulesOfNew = _ =>
            proxy.Counters.Cuts >= Cuts
                ? null
                : new FaultRules
                {
                    ToServer = Line with { CutAfterBytes = random.NextInt64(Size / 40, Size / (Cuts + 2)) },
                };
        await using var client = TusClientProcess.Start(Settings(proxy, file));
        await Eventually.HoldsAsync(() => proxy.Counters.BytesToServer > Size / 2, "half of it has come", Limit);
        await host.KillAsync();
        proxy.ResetAll();
        await host.DisposeAsync();
        host = await ChildHost.StartAsync(folder, settings);
        proxy.Target = new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, host.Address.Port);

        var end = await client.EndAsync(Limit);

        await using (host)
        {
            Assert.True((bool?)end["done"] == true, $"seed {seed}: {end.ToJsonString()}");
            using var reader = host.As(User);
            await using var content = await reader.Http.GetStreamAsync(
                $"/api/v2/documents/{end["document"]}/content", Cancellation);
            Assert.Equal(file.Sha256, Convert.ToHexStringLower(await SHA256.HashDataAsync(content, Cancellation)));
            Assert.Equal(Cuts, proxy.Counters.Cuts);
            var again = proxy.Counters.BytesToServer - Size;
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"{Size} bytes, {proxy.Counters.Cuts} cuts and a kill: {again} bytes sent again, seed {seed}");
            Assert.True(again < MostAgain, $"seed {seed}: {again} bytes sent again");
            Assert.Empty(folder.Files("uploads"));
        }
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Upload_WithTheClientsOtherWays_IsStored(bool duringCreation, bool overridden)
    {
        using var file = new TusFile(1_000_000, 1);
        using var folder = new DataFolderOfTest();
        await using var host = await TestHost.StartAsync(folder);
        await using var proxy = FaultProxy.Start(host.Address.Port);
        var settings = Settings(proxy, file);
        (settings["uploadDataDuringCreation"], settings["overridePatchMethod"], settings["chunkSize"]) = (
            duringCreation, overridden, 300_000);

        await using var client = TusClientProcess.Start(settings);

        Assert.True(
            (bool?)(await client.EndAsync(Limit))["done"],
            string.Join('\n', client.Lines.Select(static line => line.ToJsonString())));
        Assert.Contains(client.Lines, line =>
            (string?)line["method"] == (overridden ? "POST" : "PATCH") && (string?)line["offset"] == "1000000");
    }

    [Fact]
    public async Task Upload_GoneOnByAnotherClientAfterAnOrderlyRestart_IsWatchedToItsEnd()
    {
        using var file = new TusFile(4_000_000, 2);
        using var folder = new DataFolderOfTest();
        var pipeline = Guid.NewGuid().ToString();
        string url;
        await using (var host = await TestHost.StartAsync(folder))
        {
            await using var proxy = FaultProxy.Start(host.Address.Port);
            var settings = Settings(proxy, file);
            settings["chunkSize"] = 500_000;
            settings["pauseAt"] = 2_000_000;
            settings["metadata"]!["pipeline_id"] = pipeline;
            await using var first = TusClientProcess.Start(settings);
            Assert.NotNull((await first.EndAsync(Limit))["paused"]);
            url = new Uri((string)first.Lines.First(static line => line["url"] is not null)["url"]!).AbsolutePath;
        }

        await using var next = await TestHost.StartAsync(folder);
        await using var direct = FaultProxy.Start(next.Address.Port);
        using var reader = next.As(User);
        Assert.Equal("processing", (string?)(await reader.UntilAsync(pipeline, "processing"))["status"]);
        var again = Settings(direct, file);
        again["uploadUrl"] = $"http://{direct.Address}{url}";
        await using var second = TusClientProcess.Start(again);

        var end = await second.EndAsync(Limit);

        Assert.True((bool?)end["done"] == true, end.ToJsonString());
        Assert.Equal(
            (string?)end["document"], (string?)(await reader.UntilAsync(pipeline, "completed"))["document_id"]);
        Assert.True(direct.Counters.BytesToServer < 2_600_000, $"{direct.Counters.BytesToServer} bytes were sent");
    }

    /// <summary>
    /// A line of 8 MB/s, slower than the host: what is counted is what has crossed it, not what waits in a kernel's
    /// buffers before it.
    /// </summary>
    private static FlowRules Line => new() { BytesPerSecond = 8_000_000 };

    private static JsonObject Settings(FaultProxy proxy, TusFile file) => new()
    {
        ["endpoint"] = $"http://{proxy.Address}/api/v2/uploads",
        ["file"] = file.Path,
        ["size"] = file.Size,
        ["user"] = User,
        ["metadata"] = new JsonObject { ["filename"] = "log.txt" },
    };
}
