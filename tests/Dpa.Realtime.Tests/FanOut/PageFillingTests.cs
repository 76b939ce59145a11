using System.Collections.Immutable;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.FanOut;

namespace Dpa.Realtime.Tests.FanOut;

public sealed class PageFillingTests
{
    private readonly ImmutableArray<PipelineState> _states =
    [
        .. Enumerable.Range(0, PageFilling.MaxLooked).Select(i => new PipelineState
        {
            Id = $"p{i:000}", Owner = "user-1", Position = new("e", 1), CreatedAt = DateTimeOffset.UnixEpoch,
        }),
    ];

    [Fact]
    public void Next_OfAFullPage_IsThereOnlyWhereMoreIsSeen()
    {
        Assert.NotNull(Fill(10, seen: i => i is < 10 or 20, length: 30).Next);
        Assert.Null(Fill(10, seen: i => i < 10, length: 30).Next);
    }

    [Fact]
    public void Next_OfAPageThatLookedAtAsManyAsItMay_IsThereOnlyWhereAllIsSeen()
    {
        var more = ListKey.Of(_states[^1])!; // something comes after the last one
        Assert.NotNull(Fill(10, static _ => true, PageFilling.MaxLooked, more, PipelineStatus.Failed).Next);
        Assert.Null(Fill(10, static i => i != 500, PageFilling.MaxLooked, more, PipelineStatus.Failed).Next);
        Assert.Null(Fill(10, static _ => false, PageFilling.MaxLooked, more).Next);
    }

    [Fact]
    public void Next_NamesTheLastOfThePage()
    {
        var page = Fill(10, static _ => true, 30);

        var again = new PageFilling(new PipelineQuery("user-1") { Cursor = page.Next });

        Assert.Equal(ListKey.Of(_states[9]), again.Before);
    }

    private PageFilling Fill(
        int limit, Func<int, bool> seen, int length, string? last = null,
        params ImmutableArray<PipelineStatus> statuses)
    {
        var page = new PageFilling(new PipelineQuery("user-1") { Limit = limit, Statuses = statuses });
        var part = new ListPart(_states[..length], length, last);
        for (var i = 0; i < length && !page.IsOver; i++) page.Takes(_states[i], seen(i));
        page.Passed(part);
        Assert.True(page.IsOver);
        return page;
    }
}
