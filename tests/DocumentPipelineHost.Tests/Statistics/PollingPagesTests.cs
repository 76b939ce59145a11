using DocumentPipelineHost.Statistics;
using Microsoft.Extensions.Time.Testing;

namespace DocumentPipelineHost.Tests.Statistics;

/// <summary>Which pages count as polling.</summary>
public sealed class PollingPagesTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Page_ThatAsksEveryTwoSeconds_PollsUntilItStops()
    {
        var pages = new PollingPages(_time);
        Ask(pages, 1, times: 2, apartSeconds: 2);
        Assert.Equal(0, pages.Count());
        Ask(pages, 1, times: 1, apartSeconds: 2);
        Assert.Equal(1, pages.Count());
        Ask(pages, 2, times: 3, apartSeconds: 1);
        Assert.Equal(2, pages.Count());
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(0, pages.Count());
    }

    [Fact]
    public void Page_ThatAsksNowAndThen_DoesNotPoll()
    {
        var pages = new PollingPages(_time);
        Ask(pages, 1, times: 20, apartSeconds: 11);
        Assert.Equal(0, pages.Count());
    }

    [Fact]
    public void Pages_BeyondTheMost_CountOnceOthersStopped()
    {
        var pages = new PollingPages(_time);
        for (UInt128 page = 10; page < 10_010; page++)
            pages.Asked(page);
        pages.Asked(1); // looks for pages that stopped, and finds none
        _time.Advance(TimeSpan.FromSeconds(10.5));

        Ask(pages, 1, times: 3, apartSeconds: 2);

        Assert.Equal(1, pages.Count());
    }

    private void Ask(PollingPages pages, UInt128 page, int times, int apartSeconds)
    {
        for (var time = 0; time < times; time++)
        {
            pages.Asked(page);
            _time.Advance(TimeSpan.FromSeconds(apartSeconds));
        }
    }
}
