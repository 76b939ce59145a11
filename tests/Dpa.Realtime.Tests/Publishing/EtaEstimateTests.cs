using CsCheck;
using Dpa.Realtime.Protocol;
using Dpa.Realtime.Publishing;

namespace Dpa.Realtime.Tests.Publishing;

public sealed class EtaEstimateTests
{
    [Fact]
    public void After_ConstantSpeed_IsTheTimeThatIsLeft() =>
        Gen.Select(Gen.Double[0.05, 10], Gen.Double[0.05, 5]).Sample((speed, step) =>
        {
            var eta = new EtaEstimate(0, 0);
            for (var t = step; speed * t < 100; t += step)
            {
                if (eta.After(speed * t, Ticks(t), true).Left is not { } left) continue;
                var truth = (100 - (speed * t)) / speed;
                Assert.InRange(left.TotalSeconds, (truth * 0.98) - 0.01, (truth * 1.02) + 0.01);
            }
        });

    [Fact]
    public void After_SpeedThatWavers_NeverJumpsWildly() =>
        Gen.Double[0.5, 1.5].Array[200].Sample(speeds =>
        {
            var eta = new EtaEstimate(0, 0);
            var (progress, last) = (0.0, (TimeSpan?)null);
            for (var t = 1; t <= speeds.Length && progress < 95; t++)
            {
                progress += speeds[t - 1] * 0.4;
                var left = eta.After(progress, Ticks(t), true).Left;
                // Speeds between half and one and a half times the mean, a second each: no estimate is off the one
                // before by more than a fifth, once 10 s are known.
                if (last is { } before && left is { } now && t > 10) Assert.InRange(now / before, 0.8, 1.2);
                last = left ?? last;
            }
        });

    [Fact]
    public void After_Anything_IsNothingOrBetweenZeroAndAWeek() =>
        Gen.Select(Gen.Double[0, 100], Gen.Long[0, TimeSpan.TicksPerDay])
            .Array[1, 50]
            .Sample(reports =>
            {
                var eta = new EtaEstimate(0, 0);
                foreach (var (progress, timestamp) in reports)
                    if (eta.After(progress, timestamp, true).Left is { } left)
                        Assert.InRange(left, TimeSpan.Zero, TimeSpan.FromDays(7));
            });

    /// <summary>
    /// No end moves away faster than time passes, and the range holds the estimate and ends at four times it at most.
    /// </summary>
    [Fact]
    public void After_Anything_HasARangeInOrderThatNeverGrowsFasterThanTimePasses() =>
        Gen.Select(Gen.Double[0, 3], Gen.Double[0.1, 8]).Array[5, 120].Sample(steps =>
        {
            var eta = new EtaEstimate(0, 0);
            var (progress, at, before) = (0.0, 0.0, default(Estimate));
            foreach (var (gain, seconds) in steps)
            {
                (progress, at) = (Math.Min(progress + gain, 99.9), at + seconds);
                var now = eta.After(progress, Ticks(at), true);
                if (now is { Left: { } left, Low: { } low, High: { } high })
                {
                    Assert.True(low >= TimeSpan.Zero && low <= left && left <= high, $"{now} is out of order.");
                    Assert.True(high <= (left * 4) + TimeSpan.FromMilliseconds(0.01), $"{now} is too wide.");
                }

                foreach (var (old, end) in new[]
                    { (before.Left, now.Left), (before.Low, now.Low), (before.High, now.High) })
                    if (old is { } was && end is { } isNow)
                        Assert.InRange((isNow - was).TotalSeconds, double.NegativeInfinity, seconds + 0.001);
                before = now;
            }
        });

    [Fact]
    public void After_ConstantSpeed_HasARangeOfNoWidth()
    {
        var eta = new EtaEstimate(0, 0);
        for (var t = 1; t < 20; t++) eta.After(t * 2, Ticks(t), true);

        var (left, low, high) = eta.After(40, Ticks(20), true);

        Assert.Equal(30, left!.Value.TotalSeconds, 0.001);
        Assert.Equal((30, 30), (Math.Round(low!.Value.TotalSeconds, 3), Math.Round(high!.Value.TotalSeconds, 3)));
    }

    /// <summary>1 and 3 % a second in turns: the mean is 2, the deviation 1.</summary>
    [Fact]
    public void After_SpeedThatSwings_HasARangeAsWideAsItSwings()
    {
        var eta = new EtaEstimate(0, 0);
        var (progress, last) = (0.0, default(Estimate));
        for (var t = 1; t <= 20; t++)
        {
            progress += t % 2 == 0 ? 3 : 1;
            last = eta.After(progress, Ticks(t), true);
        }

        Assert.Equal(30, last.Left!.Value.TotalSeconds, 0.001);
        Assert.Equal(20, last.Low!.Value.TotalSeconds, 0.001);
        Assert.Equal(60, last.High!.Value.TotalSeconds, 0.001);
    }

    /// <summary>The estimate may not grow by more than the 58 s that pass, and the range goes by it.</summary>
    [Fact]
    public void After_AStandstill_HasARangeOfFourTimesTheEstimateAtMost()
    {
        var eta = new EtaEstimate(0, 0);
        eta.After(20, Ticks(1), true);
        eta.After(40, Ticks(2), true);

        var (left, _, high) = eta.After(41, Ticks(60), true);

        Assert.Equal((61, 244), (Math.Round(left!.Value.TotalSeconds, 3), Math.Round(high!.Value.TotalSeconds, 3)));
    }

    [Fact]
    public void After_LessThanThreeSamplesOrNoUnits_HasNoRange()
    {
        var eta = new EtaEstimate(0, 0);

        Assert.Null(eta.After(5, Ticks(1), true).Left);
        Assert.Equal((true, false), Has(eta.After(10, Ticks(2), true)));
        Assert.Equal((true, false), Has(eta.After(11, Ticks(2.5), true))); // no sample: within a second
        Assert.Equal((true, true), Has(eta.After(15, Ticks(3), true)));
        Assert.Equal((true, false), Has(eta.After(20, Ticks(4), false)));
        static (bool, bool) Has(Estimate e) => (e.Left is not null, e.Low is not null && e.High is not null);
    }

    [Fact]
    public void After_FirstReportThatIsLate_IsByTheWholeTime()
    {
        var eta = new EtaEstimate(0, 0);

        Assert.Equal(540, eta.After(10, Ticks(60), true).Left!.Value.TotalSeconds, 0.001);
    }

    [Fact]
    public void After_ASlowerPace_MovesAwayWithTimeUntilItIsRight()
    {
        var eta = new EtaEstimate(0, 0);
        for (var t = 1; t <= 40; t++) eta.After(t, Ticks(t), true); // 1 % a second: 60 s are left
        double Left(int t) => eta.After(40 + (t * 0.1), Ticks(40 + t), true).Left!.Value.TotalSeconds;
        for (var t = 1; t < 120; t++) Left(t); // then a tenth of that

        Assert.Equal(180, Left(120), 0.5);
        for (var t = 121; t < 400; t++) Left(t);
        Assert.InRange(Left(400), 190, 201); // 20 % at 0.1 % a second
    }

    [Theory]
    [InlineData(1.9, 10)]
    [InlineData(50, 1.9)]
    [InlineData(100, 10)]
    [InlineData(0, 10)]
    public void After_TooLittleIsKnown_SaysNothing(double progress, double seconds)
    {
        var eta = new EtaEstimate(0, 0);

        Assert.Equal(default, eta.After(progress, Ticks(seconds), true));
    }

    [Fact]
    public void Begin_InTheMiddle_JudgesItsOwnPaceAlone()
    {
        var eta = new EtaEstimate(60, Ticks(1000));

        Assert.Equal(30, eta.After(70, Ticks(1010), true).Left!.Value.TotalSeconds, 0.001);
    }

    private static long Ticks(double seconds) => (long)(seconds * TimeSpan.TicksPerSecond);
}
