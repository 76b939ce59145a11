namespace DocumentPipelineHost.Tests.Storage;

/// <summary>The contract, in a local folder.</summary>
public sealed class LocalOriginalStoreTests : OriginalStoreContract
{
    internal override Task<StoreOfTest> CreateAsync() => Task.FromResult(StoreOfTest.Create([]));

    [Fact]
    public async Task Fetch_KeyThatLeavesTheFolder_IsRefused()
    {
        await using var store = await CreateAsync();

        await Assert.ThrowsAsync<ArgumentException>(() =>
            store.FetchAsync(new("../keys/secret", 1, new string('0', 64))));
    }
}
