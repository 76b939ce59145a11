using CsCheck;
using Dpa.Realtime.Backplane;
using Microsoft.Extensions.Time.Testing;

namespace Dpa.Realtime.Tests.Backplane;

public sealed class EpochSourceTests
{
    private static readonly DateTimeOffset Begin = DateTimeOffset.UnixEpoch.AddYears(50);

    [Fact]
    public void After_WhateverTheClockDoes_IsGreaterThanTheKnown() =>
        Gen.Int[-100_000, 100_000].Array[1, 50].Sample(steps =>
        {
            string? known = null;
            foreach (var step in steps)
            {
                var epoch = new EpochSource(new FakeTimeProvider(Begin.AddMilliseconds(step))).After(known);
                Assert.Equal((7, 36), (Guid.Parse(epoch).Version, epoch.Length));
                Assert.True(known is null || string.CompareOrdinal(epoch, known) > 0);
                known = epoch;
            }
        });

    [Fact]
    public void After_UnknownIdAndAClockThatWentBack_IsNoEarlierThanTheLast()
    {
        var time = new SettableTime { Now = Begin };
        var source = new EpochSource(time);
        var first = source.After(null);
        time.Now = Begin.AddHours(-1);

        Assert.Equal(first[..13], source.After(null)[..13]);
    }

    [Fact]
    public void After_AKnownEpochFarAhead_DoesNotDragTheOthersAlong()
    {
        var source = new EpochSource(new FakeTimeProvider(Begin));
        var far = Guid.CreateVersion7(Begin.AddYears(500)).ToString();

        Assert.True(string.CompareOrdinal(source.After(far), far) > 0);
        Assert.True(string.CompareOrdinal(source.After(null), far) < 0);
    }

    [Fact]
    public void After_ATextThatIsNoEpoch_IsStillAnEpoch()
    {
        var source = new EpochSource(new FakeTimeProvider(Begin));

        Assert.Equal(7, Guid.Parse(source.After("zzz")).Version);
        Assert.Equal(7, Guid.Parse(source.After("ffffffff-ffff-7fff-bfff-ffffffffffff")).Version);
    }

    private sealed class SettableTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
