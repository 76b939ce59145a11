using Dpa.Realtime.FanOut;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.Tests.FanOut;

public sealed class DelayWheelTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly OutboxFixture _fixture = new(OutboxRules.V1);
    private readonly DelayWheel _wheel;

    public DelayWheelTests() => _wheel = new DelayWheel(_time);

    public void Dispose()
    {
        _wheel.Dispose();
        _fixture.Dispose();
    }

    /// <summary>
    /// A client that subscribes and unsubscribes what is due in hours, again and again, leaves nothing behind.
    /// </summary>
    [Fact]
    public void Forget_OfWhatIsDueMuchLater_KeepsNothingOfIt()
    {
        var kept = Scheduled(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 10_000; i++)
        {
            var ended = Scheduled(TimeSpan.FromHours(1));
            ended.IsEnded = true;
            _wheel.Forget(ended);
            Assert.InRange(_wheel.Count, 1, 2);
        }

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.True(kept.IsDirty);
        Assert.Equal(0, _wheel.Count);
    }

    /// <summary>The drain may be under way with it.</summary>
    [Fact]
    public void Schedule_OfWhatHasEnded_KeepsNothing()
    {
        var ended = new Subscription("p", _fixture.Outbox) { IsEnded = true };

        _wheel.Schedule(ended, After(TimeSpan.FromHours(1)));

        Assert.Equal(0, _wheel.Count);
    }

    [Fact]
    public void Schedule_EarlierAgainAndAgain_KeepsOneOrTwoOfIt()
    {
        var subscription = new Subscription("p", _fixture.Outbox);
        for (var i = 10_000; i > 0; i--)
        {
            _wheel.Schedule(subscription, After(TimeSpan.FromMinutes(i)));
            Assert.InRange(_wheel.Count, 1, 2);
        }

        _time.Advance(TimeSpan.FromMinutes(1.1));

        Assert.True(subscription.IsDirty);
    }

    private Subscription Scheduled(TimeSpan after)
    {
        var subscription = new Subscription("p", _fixture.Outbox);
        _wheel.Schedule(subscription, After(after));
        return subscription;
    }

    private long After(TimeSpan time) => _time.GetTimestamp() + Timestamps.Of(time, _time);
}
