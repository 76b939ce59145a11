using Dpa.Realtime.Connections;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.Tests.Connections;

public sealed class UserBudgetTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly DpaRealtimeOptions _options = new()
    {
        MaxRequestsPerSecond = 2, RequestBurst = 4, MaxTicketsPerMinute = 3, MaxHeldRequestsPerUser = 2,
    };

    [Fact]
    public void TryRequest_BeyondTheBurst_IsRefusedUntilTimeHasPassed()
    {
        var budget = new UserBudget(_options, _time);

        Assert.Equal(4, Enumerable.Range(0, 10).Count(_ => budget.TryRequest()));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, Enumerable.Range(0, 10).Count(_ => budget.TryRequest()));
    }

    [Fact]
    public void ChargeIds_MoreThanThereIs_IsPaidBeforeTheNextRequest()
    {
        var budget = new UserBudget(_options, _time);
        Assert.True(budget.TryRequest());

        budget.ChargeIds(1000); // 20 requests' worth, of 3 that are left

        Assert.Equal(TimeSpan.FromSeconds(9), budget.RequestWait);
        _time.Advance(TimeSpan.FromSeconds(8.9));
        Assert.False(budget.TryRequest());
        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.True(budget.TryRequest());
    }

    /// <summary>
    /// Requests are let in before it is known what they name: all that were under way at once are paid for.
    /// </summary>
    [Theory]
    [InlineData(1, 7)] // (40 at once + 100) / (1 + 1,000 / 50)
    [InlineData(40, 40)]
    public void ChargeIds_OfRequestsOneByOneAndAtOnce_TakeNoMoreThanTheRate(int together, int allowed)
    {
        var budget = new UserBudget(new DpaRealtimeOptions { MaxRequestsPerSecond = 20, RequestBurst = 40 }, _time);
        var answered = 0;
        for (var turn = 0; turn < 500; turn++)
        {
            var admitted = Enumerable.Range(0, together).Count(_ => budget.TryRequest());
            for (var i = 0; i < admitted; i++) budget.ChargeIds(1000);
            answered += admitted;
            _time.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.Equal(allowed, answered);
    }

    [Fact]
    public void TryTicket_BeyondThoseOfAMinute_IsRefused()
    {
        var budget = new UserBudget(_options, _time);

        Assert.Equal(3, Enumerable.Range(0, 10).Count(_ => budget.TryTicket()));
        _time.Advance(TimeSpan.FromSeconds(21));
        Assert.Equal(1, Enumerable.Range(0, 10).Count(_ => budget.TryTicket()));
    }

    [Fact]
    public void TryHold_BeyondTheLimit_IsRefusedUntilOneIsReleased()
    {
        var budget = new UserBudget(_options, _time);

        Assert.Equal(2, Enumerable.Range(0, 10).Count(_ => budget.TryHold()));
        budget.Release();
        Assert.True(budget.TryHold());
        Assert.False(budget.TryHold());
    }

    [Fact]
    public void TryConnect_BeyondFourTimesTheUsersConnections_IsRefusedUntilTimeHasPassed()
    {
        var budget = new UserBudget(_options, _time);

        Assert.Equal(40, Enumerable.Range(0, 100).Count(_ => budget.TryConnect()));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(10, Enumerable.Range(0, 100).Count(_ => budget.TryConnect()));
    }

    [Theory]
    [InlineData(1, 64)]
    [InlineData(10, 64)]
    [InlineData(1000, 6400)] // a user that stands for many people
    public void Answers_UpToWhatIsGivenAtOnce_AreDueNowAndThenByTime(int connections, int atOnce)
    {
        _options.MaxConnectionsPerUser = connections;
        var answers = new UserBudget(_options, _time).Answers;

        Assert.Equal(_time.GetTimestamp(), answers.Reserve(atOnce * 1024.0 * 1024));
        var due = answers.Reserve(atOnce * 1024.0 * 1024 / 8);

        Assert.Equal(1, _time.GetElapsedTime(_time.GetTimestamp(), due).TotalSeconds, 0.001);
    }

    /// <summary>However much a user's messages cost, it is heard again after a minute.</summary>
    [Fact]
    public void Work_OfWhateverCost_IsPaidAfterAMinute()
    {
        var work = new UserBudget(_options, _time).Work;
        for (var i = 0; i < 1000; i++) work.Reserve(1e6);

        Assert.True(work.Due > _time.GetTimestamp());
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(work.Due <= _time.GetTimestamp());
    }

    [Fact]
    public void Of_AUserWhoseMessagesAreNotPaid_IsKept()
    {
        var budgets = new UserBudgets(_options, _time);
        var debtor = budgets.Of("debtor");
        debtor.Work.Reserve(1e9); // as long as a debt lasts: a minute

        for (var i = 0; i < 5000; i++)
        {
            budgets.Of($"user-{i}");
            _time.Advance(TimeSpan.FromSeconds(0.01));
        }

        Assert.Same(debtor, budgets.Of("debtor"));
    }

    [Fact]
    public void Of_ManyUsersOneAfterTheOther_KeepsThoseOfTheLastMoments()
    {
        var budgets = new UserBudgets(_options, _time);

        for (var i = 0; i < 20_000; i++)
        {
            budgets.Of($"user-{i}").TryRequest();
            if (i % 1000 == 0) _time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.InRange(budgets.Count, 1, 3000);
    }
}
