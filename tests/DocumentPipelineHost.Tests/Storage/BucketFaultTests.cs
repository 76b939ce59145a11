using System.Net;
using System.Net.Sockets;
using DocumentPipelineHost.Storage;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Proxy;

namespace DocumentPipelineHost.Tests.Storage;

/// <summary>What the network may do between the host and the S3 server.</summary>
public sealed class BucketFaultTests : IAsyncLifetime
{
    private const int Large = 20 << 20;

    private FaultProxy _proxy = null!;
    private Dictionary<string, string?> _settings = null!;
    private StoreOfTest _store = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _proxy = FaultProxy.Start((await SharedSwift.Server).Port);
        // a busy machine may be silent for a while
        _settings = SharedSwift.Settings(_proxy.Address, ("Minio:StallTimeout", "00:00:30"));
        _store = StoreOfTest.Create(_settings);
        Assert.Null(await _store.Bucket.ProbeAsync(Cancellation));
        _proxy.ResetAll(); // each test's first call makes a connection of its own
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    [Theory]
    [InlineData(1 << 20, 300_000)]
    [InlineData(Large, 1 << 20)]
    [InlineData(Large, 17 << 20)]
    public async Task Keep_CutInTheMiddleOnce_IsTriedAgainAndWhole(int length, long cutAfter)
    {
        var bytes = StoreOfTest.Bytes(length);
        CutOnce(new FaultRules { ToServer = new FlowRules { CutAfterBytes = cutAfter } });

        var original = await _store.KeepAsync(bytes);

        Assert.Equal(1, _proxy.Counters.Cuts);
        await _store.AssertKeptAsync(bytes, original);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fetch_CutInTheMiddleOnce_GoesOnAndIsWhole(bool byReset)
    {
        var bytes = StoreOfTest.Bytes(Large);
        var original = await _store.KeepAsync(bytes);
        _proxy.ResetAll();
        CutOnce(new FaultRules { ToClient = new FlowRules { CutAfterBytes = 5 << 20, CutsByReset = byReset } });

        await _store.AssertKeptAsync(bytes, original);

        Assert.Equal(1, _proxy.Counters.Cuts);
        // it went on where it was, but for what was on its way
        Assert.InRange(_proxy.Counters.BytesToClient, Large, Large + (4 << 20));
    }

    [Fact]
    public async Task Fetch_CutEachTime_EndsInOneLineAndLeavesNoFile()
    {
        var original = await _store.KeepAsync(StoreOfTest.Bytes(1 << 20));
        _proxy.ResetAll();
        _proxy.Rules = new FaultRules { ToClient = new FlowRules { CutAfterBytes = 100 } };

        var failure = await Assert.ThrowsAsync<StorageException>(() => _store.FetchAsync(original));

        Assert.Contains("broke off the connection", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_store.Folder.Files("incoming"));
        Assert.Equal(5, _proxy.Counters.Cuts);
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(Large)]
    public async Task Keep_ServerFallsSilent_IsGivenUp(int length)
    {
        await using var impatient = Impatient();
        _proxy.Rules = FaultRules.HalfOpen;

        var failure = await Assert
            .ThrowsAsync<StorageException>(() => impatient.KeepAsync(StoreOfTest.Bytes(length)))
            .WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        Assert.Contains("has been silent for 2 s", failure.Message, StringComparison.Ordinal);
        Assert.Equal(failure.Message, Assert.Single(impatient.Log.Lines));
    }

    [Fact]
    public async Task Fetch_ServerFallsSilentInTheMiddle_IsGivenUpAndLeavesNoFile()
    {
        var original = await _store.KeepAsync(StoreOfTest.Bytes(Large));
        await using var impatient = Impatient();
        var fetching = impatient.FetchAsync(original);
        await Eventually.HoldsAsync(() => _proxy.Counters.BytesToClient > 1 << 20, "a MiB read");
        _proxy.Rules = FaultRules.HalfOpen;

        var failure = await Assert
            .ThrowsAsync<StorageException>(() => fetching)
            .WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        Assert.Contains("has been silent", failure.Message, StringComparison.Ordinal);
        Assert.Empty(impatient.Folder.Files("incoming"));
    }

    [Fact]
    public async Task Keep_OverASlowNetwork_MayTakeLongerThanTheSilenceAllowed()
    {
        // 10 s, of which the last few are silent: the bytes that the proxy's sockets have swallowed are still on their
        // way then.
        await using var store = await StoreOfTest.InBucketAsync(_proxy.Address, ("Minio:StallTimeout", "00:00:08"));
        _proxy.Rules = new FaultRules { ToServer = new FlowRules { BytesPerSecond = 2 << 20 } };
        var bytes = StoreOfTest.Bytes(Large);

        var original = await store.KeepAsync(bytes);

        _proxy.Rules = FaultRules.None;
        await store.AssertKeptAsync(bytes, original);
        Assert.Empty(store.Log.Lines);
    }

    [Fact]
    public async Task Keep_NoConnectionComesAbout_EndsInOneLine()
    {
        using var deaf = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        deaf.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        deaf.Listen(0);
        using var queue = new Crowd(deaf);
        await queue.FillAsync();
        await using var store = StoreOfTest.Create(
            SharedSwift.Settings(
                $"127.0.0.1:{((IPEndPoint)deaf.LocalEndPoint!).Port}", ("Minio:StallTimeout", "00:00:05")));

        var failure = await Assert
            .ThrowsAsync<StorageException>(() => store.KeepAsync([1]))
            .WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        Assert.Contains("cannot be reached (no connection within 3 s)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keep_ServerAway_EndsInOneLine()
    {
        _proxy.Refuse();

        var failure = await Assert.ThrowsAsync<StorageException>(() => _store.KeepAsync(StoreOfTest.Bytes(10)));

        Assert.Contains("cannot be reached (Connection refused", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Start it, or correct Minio:Endpoint.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keep_CallerGivesUp_LeavesNothing()
    {
        using var caller = new CancellationTokenSource();
        var keeping = _store.KeepUntilAsync(StoreOfTest.Bytes(Large), caller.Token);
        await Eventually.HoldsAsync(() => _proxy.Counters.BytesToServer > 1 << 20, "a MiB written");
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => keeping);

        Assert.Empty(await _store.KeysAsync());
    }

    /// <summary>On the same bucket.</summary>
    private StoreOfTest Impatient() =>
        StoreOfTest.Create(new Dictionary<string, string?>(_settings) { ["Minio:StallTimeout"] = "00:00:02" });

    /// <summary>The rules are the next connection's alone.</summary>
    private void CutOnce(FaultRules rules)
    {
        var next = true;
        _proxy.RulesOfNew = _ => Interlocked.Exchange(ref next, false) ? rules : null;
    }
}
