using Dpa.Realtime.Backplane;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Tests.Engine;
using Dpa.Realtime.Tests.Publishing;

namespace Dpa.Realtime.Tests.FanOut;

/// <summary>Lists that have more than what is there and can be read.</summary>
public sealed class PipelineListsTests : EngineTest
{
    private readonly PipelineQuery _all = new("user-1");

    [Fact]
    public async Task Query_WhereMoreAreGoneThanAPageLooksAt_ListsWhatIsOlder()
    {
        var live = await StartedAsync(new PipelineStart("live", "user-1"));

        var page = await Lists([.. Gone(1100, live), ListKey.Of(live)!]).QueryAsync(_all, Ct);

        Assert.Equal(["live"], page.Pipelines.Select(s => s.Id));
        Assert.Null(page.Next);
    }

    [Fact]
    public async Task Query_WhereMoreAreGoneThanAPageReads_GoesOnWithTheNextPage()
    {
        var live = await StartedAsync(new PipelineStart("live", "user-1"));
        var lists = Lists([.. Gone((PageFilling.MaxParts * 32) + 1, live), ListKey.Of(live)!]);

        var first = await lists.QueryAsync(_all, Ct);
        var second = await lists.QueryAsync(_all with { Cursor = first.Next }, Ct);

        Assert.Empty(first.Pipelines);
        Assert.NotNull(first.Next);
        Assert.Equal(["live"], second.Pipelines.Select(s => s.Id));
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task Query_WithAFilter_LooksAtAThousandAndNotAtMore()
    {
        List<string> keys = [];
        for (var i = 0; i < PageFilling.MaxLooked + 10; i++)
            keys.Add(ListKey.Of(await StartedAsync(new PipelineStart($"p{i:0000}", "user-1")))!);
        keys.Sort((a, b) => string.CompareOrdinal(b, a));

        var page = await Lists([.. keys]).QueryAsync(_all with { Statuses = [PipelineStatus.Failed] }, Ct);

        Assert.Equal(keys[PageFilling.MaxLooked - 1], PipelineQuery.KeyOf(page.Next!));
    }

    [Fact]
    public async Task Query_OfWhatCannotBeRead_LeavesItOut()
    {
        var spoilt = await StartedAsync(new PipelineStart("a", "user-1"));
        Store.Spoil("a");
        var alone = await Lists([ListKey.Of(spoilt)!]).QueryAsync(_all, Ct);
        var other = await StartedAsync(new PipelineStart("b", "user-1"));

        var both = await Lists([ListKey.Of(other)!, ListKey.Of(spoilt)!]).QueryAsync(_all, Ct);
        var byDefault = await new PipelineLists(Engine).QueryAsync(_all, Ct);

        Assert.Empty(alone.Pipelines);
        Assert.Null(alone.Next);
        Assert.Equal(["b"], both.Pipelines.Select(s => s.Id));
        Assert.Equal(["b"], byDefault.Pipelines.Select(s => s.Id));
    }

    private static IEnumerable<string> Gone(int count, PipelineState older) =>
        Enumerable.Range(1, count).Select(i => ListKey.Of(older.CreatedAt.AddSeconds(count + 1 - i), $"gone-{i}"));

    private PipelineLists Lists(string[] keys) => new(new ControllableBackplane(Engine) { ListKeys = [.. keys] });
}
