using DocumentEngine.Documents;
using DocumentPipelineHost.Documents;

namespace DocumentPipelineHost.Tests.Search;

/// <summary>Outlines are read once, and never those of an earlier parsing.</summary>
public sealed class OutlineCacheTests
{
    [Fact]
    public void Find_OfADocumentThatWasParsedAgain_IsNotTheFormerOne()
    {
        var cache = new OutlineCache();
        var kept = cache.Keep("document", 1, [new OutlineEntry(1, "The mill", 2)]);

        Assert.Same(kept, cache.Find("document", 1));
        Assert.Null(cache.Find("document", 2));
        Assert.Null(cache.Find("other", 1));
    }

    [Fact]
    public void Keep_TooManyHeadings_LetsTheOthersGo()
    {
        var cache = new OutlineCache();
        var half = Enumerable.Repeat(new OutlineEntry(1, "A heading", 1), OutlineCache.MostHeadings / 2).ToList();
        cache.Keep("first", 1, half);
        var second = cache.Keep("second", 1, half);

        Assert.Null(cache.Find("first", 1));
        Assert.Same(second, cache.Find("second", 1));
        cache.Keep("whole", 1, [.. half, .. half, half[0]]); // more than there may be: used, and not kept
        Assert.Null(cache.Find("whole", 1));
        Assert.Same(second, cache.Find("second", 1));
    }
}
