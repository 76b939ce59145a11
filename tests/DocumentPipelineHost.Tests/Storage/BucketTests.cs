using DocumentPipelineHost.Buckets;
using DocumentPipelineHost.Storage;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Proxy;
using Dpa.Realtime.Faults.S3;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace DocumentPipelineHost.Tests.Storage;

/// <summary>What is said of a bucket that cannot be used.</summary>
public sealed class BucketTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Probe_BucketMissing_MakesIt()
    {
        await using var store = StoreOfTest.Create(SharedSwift.Settings((await SharedSwift.Server).Address));
        await Assert.ThrowsAsync<StorageException>(() => store.KeepAsync([1]));

        Assert.Null(await store.Bucket.ProbeAsync(Cancellation));

        await store.KeepAsync([1]);
        Assert.Null(await store.Bucket.ProbeAsync(Cancellation));
        Assert.Equal(HealthStatus.Healthy, (await HealthAsync(store)).Status);
    }

    [Fact]
    public async Task Probe_ByManyInstancesAtOnce_EachCanUseIt()
    {
        var settings = SharedSwift.Settings((await SharedSwift.Server).Address);
        await using var one = StoreOfTest.Create(settings);
        await using var other = StoreOfTest.Create(settings);

        Assert.All(
            await Task.WhenAll(one.Bucket.ProbeAsync(Cancellation), other.Bucket.ProbeAsync(Cancellation)), Assert.Null
        );
    }

    [Theory]
    [InlineData(
        "Minio:SecretKey", "wrong",
        "refuses the keys (SignatureDoesNotMatch). Correct Minio:AccessKey and Minio:SecretKey.")]
    [InlineData(
        "Minio:AccessKey", "dpa:nobody",
        "refuses the keys (SignatureDoesNotMatch). Correct Minio:AccessKey and Minio:SecretKey.")]
    [InlineData("Minio:AccessKey", SwiftServer.GuestKey, "does not permit this in the bucket")]
    [InlineData("Minio:Secure", "true", "Set Minio:Secure=false")]
    [InlineData("Minio:Region", "eu-west-1", "expects another region than eu-west-1. Correct Minio:Region.")]
    public async Task Probe_WrongSetting_NamesTheSettingToCorrect(string key, string value, string expected)
    {
        await using var store = StoreOfTest.Create(
            SharedSwift.Settings((await SharedSwift.Server).Address, (key, value)));

        var failure = await store.Bucket.ProbeAsync(Cancellation);

        Assert.Contains(expected, failure, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure!);
        Assert.DoesNotContain(SwiftServer.SecretKey, failure!, StringComparison.Ordinal);
        var health = await HealthAsync(store);
        Assert.Equal((HealthStatus.Unhealthy, failure), (health.Status, health.Description));
    }

    [Fact]
    public async Task Probe_NoS3Server_SaysSo()
    {
        await using var other = FaultProxy.Start(FreePorts.Next());
        other.Rules = FaultRules.Answering(new CannedResponse("404 Not Found", []));
        await using var store = StoreOfTest.Create(SharedSwift.Settings(other.Address));

        Assert.Contains(
            "Correct Minio:Endpoint if it is no S3 server.", await store.Bucket.ProbeAsync(Cancellation),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Loop_ServerAwayAtTheStart_SaysItOnce()
    {
        await using var store = StoreOfTest.Create(SharedSwift.Settings($"127.0.0.1:{FreePorts.Next()}"));
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(store.Log));
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using var loop = new BucketLoop(store.Bucket, time, factory.CreateLogger<BucketLoop>());

        await loop.StartAsync(Cancellation);

        Assert.Matches(
            "^No originals can be stored or read: The S3 server http://127.0.0.1:[0-9]+ cannot be reached .*Start it, "
                + "or correct Minio:Endpoint.$",
            Assert.Single(store.Log.Lines));
        await loop.StopAsync(Cancellation);
    }

    private static Task<HealthCheckResult> HealthAsync(StoreOfTest store) =>
        new BucketHealth(store.Bucket).CheckHealthAsync(new HealthCheckContext(), Cancellation);
}
