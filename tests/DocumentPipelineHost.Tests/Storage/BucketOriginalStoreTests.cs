namespace DocumentPipelineHost.Tests.Storage;

/// <summary>The contract, in a bucket of a real S3 server.</summary>
public sealed class BucketOriginalStoreTests : OriginalStoreContract
{
    internal override async Task<StoreOfTest> CreateAsync() =>
        await StoreOfTest.InBucketAsync((await SharedSwift.Server).Address);
}
