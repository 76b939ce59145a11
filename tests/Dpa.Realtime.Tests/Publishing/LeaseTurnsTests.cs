using Dpa.Realtime.Publishing;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.Tests.Publishing;

/// <summary>Renewals of leases, spread over the time in which each is renewed once.</summary>
public sealed class LeaseTurnsTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);
    private static readonly string[] Ids = [.. Enumerable.Range(0, 10_000).Select(i => $"p{i}")];

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void EachIsDueOnceAnInterval_AndNoMomentHasMany()
    {
        var turns = new LeaseTurns(Interval, _time);
        for (var interval = 0; interval < 3; interval++)
        {
            var renewed = new List<string>();
            for (var second = 0; second < 20; second++)
            {
                var now = Next(turns);
                Assert.InRange(now.Length, 1, Ids.Length / 10);
                renewed.AddRange(now);
            }

            Assert.Equal(Ids.Order(StringComparer.Ordinal), renewed.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void TurnsThatWereMissed_AreDueTogether()
    {
        var turns = new LeaseTurns(Interval, _time);
        _time.Advance(TimeSpan.FromMinutes(5));
        var due = turns.Due;

        Assert.All(Ids, id => Assert.True(turns.IsDue(id, due)));
    }

    [Fact]
    public void TurnThatFailed_StaysDue()
    {
        var turns = new LeaseTurns(Interval, _time);
        _time.Advance(TimeSpan.FromSeconds(1));
        string[] failed = [.. Ids.Where(id => turns.IsDue(id, turns.Due))]; // and is not done

        var next = Next(turns);

        Assert.Empty(failed.Except(next, StringComparer.Ordinal));
        Assert.True(next.Length > failed.Length);
    }

    [Fact]
    public void ShortInterval_IsOneTurn()
    {
        var turns = new LeaseTurns(TimeSpan.FromMilliseconds(100), _time);
        _time.Advance(TimeSpan.FromMilliseconds(101));

        Assert.True(turns.IsDue("p", turns.Due));
    }

    /// <summary>A second later: what is due, and is done.</summary>
    private string[] Next(LeaseTurns turns)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        var due = turns.Due;
        string[] now = [.. Ids.Where(id => turns.IsDue(id, due))];
        turns.Done(due);
        return now;
    }
}
