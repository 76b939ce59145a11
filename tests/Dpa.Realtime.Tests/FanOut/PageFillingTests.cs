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

        var again = new PageFilling(new PipelineQuery("user-1") { Cursor = page.Next }, isOwn: false);

        Assert.Equal(ListKey.Of(_states[9]), again.Before);
    }

    /// <summary>What is gone says nothing about what comes after it.</summary>
    [Theory]
    [InlineData(true, true, 2)] // of the caller's own list: below the last place
    [InlineData(true, false, 2)]
    [InlineData(false, true, 0)] // what is gone cannot be authorised: below the last of the page
    [InlineData(false, false, null)]
    public void Next_WhereWholePartsAreGone_IsLookedForUntilThereAreTooMany(bool isOwn, bool isAnyTaken, int? next)
    {
        var page = new PageFilling(new PipelineQuery("user-1") { Kind = isAnyTaken ? null : "other" }, isOwn);
        page.Take(_states[0], isSeen: true);
        page.Passed(new ListPart(_states[..1], ListKey.Of(_states[1])));
        var gone = new ListPart([], ListKey.Of(_states[2]));
        for (var i = 2; i < PageFilling.MaxParts; i++) page.Passed(gone);
        Assert.False(page.IsOver);

        page.Passed(gone);

        Assert.True(page.IsOver);
        Assert.Equal(
            next is { } n ? ListKey.Of(_states[n]) : null, page.Next is { } key ? PipelineQuery.KeyOf(key) : null);
    }

    [Fact]
    public void Page_OfOneThatMayNotBeSeenAnyMoreWhenItIsWritten_DoesNotCountIt()
    {
        var page = new PageFilling(new PipelineQuery("user-1") { Limit = 1 }, isOwn: true);
        Assert.True(page.Wants(_states[0], isSeen: true));
        page.Take(_states[0], isSeen: false);

        Assert.True(page.Wants(_states[1], isSeen: true));
        page.Take(_states[1], isSeen: true);
        Assert.False(page.Wants(_states[2], isSeen: true));
        page.Take(_states[2], isSeen: true);

        Assert.Equal(ListKey.Of(_states[1]), PipelineQuery.KeyOf(page.Next!));
    }

    private PageFilling Fill(
        int limit, Func<int, bool> seen, int length, string? last = null,
        params ImmutableArray<PipelineStatus> statuses)
    {
        var page = new PageFilling(new PipelineQuery("user-1") { Limit = limit, Statuses = statuses }, isOwn: false);
        var part = new ListPart(_states[..length], last);
        for (var i = 0; i < length && !page.IsOver; i++) page.Take(_states[i], seen(i));
        page.Passed(part);
        Assert.True(page.IsOver);
        return page;
    }
}
