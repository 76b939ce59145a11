using DocumentPipelineHost.Storage;

namespace DocumentPipelineHost.Tests.Storage;

/// <summary>What each store of originals must do.</summary>
public abstract class OriginalStoreContract
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal abstract Task<StoreOfTest> CreateAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(16 << 20)]
    [InlineData((35 << 20) + 7)]
    public async Task Fetch_OfAKeptFile_GivesItsBytes(int length)
    {
        await using var store = await CreateAsync();
        var bytes = StoreOfTest.Bytes(length);

        var original = await store.KeepAsync(bytes);

        await store.AssertKeptAsync(bytes, original);
        Assert.Equal([original.Key], await store.KeysAsync());
        Assert.Empty(store.Folder.Files("incoming"));
    }

    [Fact]
    public async Task Open_AndSeek_ReadsFromThere()
    {
        await using var store = await CreateAsync();
        var bytes = StoreOfTest.Bytes(300_000);
        var original = await store.KeepAsync(bytes);
        await using var stream = await store.Originals.OpenAsync(original, Cancellation);
        var part = new byte[1_000];

        Assert.Equal((true, bytes.Length), (stream.CanSeek, stream.Length));
        foreach (var at in (int[])[250_000, 0, 299_000])
        {
            stream.Position = at;
            await stream.ReadExactlyAsync(part, Cancellation);
            Assert.Equal(bytes[at..(at + 1_000)], part);
        }

        Assert.Equal(0, await stream.ReadAsync(part, Cancellation));
    }

    [Fact]
    public async Task Keep_SameBytesForTwoDocuments_EachHasItsOwn()
    {
        await using var store = await CreateAsync();
        var bytes = StoreOfTest.Bytes(1_000);
        var (one, other) = (await store.KeepAsync(bytes), await store.KeepAsync(bytes));

        await store.Originals.DeleteAsync(one.Key, Cancellation);

        await store.AssertKeptAsync(bytes, other);
    }

    [Fact]
    public async Task Delete_OfAFile_IsMissingAfterwardsAndNoErrorTheSecondTime()
    {
        await using var store = await CreateAsync();
        var original = await store.KeepAsync(StoreOfTest.Bytes(1_000));

        await store.Originals.DeleteAsync(original.Key, Cancellation);
        await store.Originals.DeleteAsync(original.Key, Cancellation);

        await Assert.ThrowsAsync<FileNotFoundException>(() => store.FetchAsync(original));
        await Assert.ThrowsAsync<FileNotFoundException>(() => store.Originals.OpenAsync(original, Cancellation));
        Assert.Empty(await store.KeysAsync());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Fetch_OfAnotherLength_IsDamaged(int difference)
    {
        await using var store = await CreateAsync();
        var original = await store.KeepAsync(StoreOfTest.Bytes(1_000));
        var other = original with { Length = original.Length + difference };

        await Assert.ThrowsAsync<OriginalDamagedException>(() => store.FetchAsync(other));
        await Assert.ThrowsAsync<OriginalDamagedException>(() => store.Originals.OpenAsync(other, Cancellation));
        Assert.Empty(store.Folder.Files("incoming"));
    }

    [Fact]
    public async Task Fetch_OfOtherBytes_IsDamaged()
    {
        await using var store = await CreateAsync();
        var original = await store.KeepAsync(StoreOfTest.Bytes(1_000));

        await Assert.ThrowsAsync<OriginalDamagedException>(() =>
            store.FetchAsync(original with { Sha256 = new string('0', 64) }));
        Assert.Empty(store.Folder.Files("incoming"));
    }

    [Fact]
    public async Task List_OfManyFiles_HasEachOnceWithItsTime()
    {
        await using var store = await CreateAsync();
        var before = DateTimeOffset.UtcNow.AddMinutes(-1);
        var kept = new List<string>();
        for (var i = 0; i < 20; i++)
            kept.Add((await store.KeepAsync(StoreOfTest.Bytes(10))).Key);

        var listed = await store.Originals.ListAsync(Cancellation).ToListAsync(Cancellation);

        Assert.Equal(
            kept.Order(StringComparer.Ordinal),
            listed.Select(static file => file.Key).Order(StringComparer.Ordinal));
        Assert.All(listed, file => Assert.InRange(file.StoredAt, before, DateTimeOffset.UtcNow.AddMinutes(1)));
    }
}
