using CsCheck;
using Dpa.Realtime.Publishing;

namespace Dpa.Realtime.Tests.Publishing;

public sealed class EtaEstimateTests
{
    [Fact]
    public void After_ConstantSpeed_IsTheTimeThatIsLeft() =>
        Gen.Select(Gen.Double[0.05, 10], Gen.Double[0.05, 5]).Sample((speed, step) =>
        {
            var eta = new EtaEstimate();
            eta.Begin(0, 0);
            for (var t = step; speed * t < 100; t += step)
            {
                if (eta.After(speed * t, Ticks(t)) is not { } left) continue;
                var truth = (100 - (speed * t)) / speed;
                Assert.InRange(left.TotalSeconds, (truth * 0.98) - 0.01, (truth * 1.02) + 0.01);
            }
        });

    [Fact]
    public void After_SpeedThatWavers_NeverJumpsWildly() =>
        Gen.Double[0.5, 1.5].Array[200].Sample(speeds =>
        {
            var eta = new EtaEstimate();
            eta.Begin(0, 0);
            var (progress, last) = (0.0, (TimeSpan?)null);
            for (var t = 1; t <= speeds.Length && progress < 95; t++)
            {
                progress += speeds[t - 1] * 0.4;
                var left = eta.After(progress, Ticks(t));
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
                var eta = new EtaEstimate();
                eta.Begin(0, 0);
                foreach (var (progress, timestamp) in reports)
                    if (eta.After(progress, timestamp) is { } left)
                        Assert.InRange(left, TimeSpan.Zero, TimeSpan.FromDays(7));
            });

    [Fact]
    public void After_APauseAndASlowerPace_FollowsTheSlowerPace()
    {
        var eta = new EtaEstimate();
        eta.Begin(0, 0);
        for (var t = 1; t <= 40; t++) eta.After(t, Ticks(t)); // 1 % a second
        TimeSpan? left = null;
        for (var t = 1; t <= 120; t++)
            left = eta.After(40 + (t * 0.1), Ticks(40 + t)); // then a tenth of that for two minutes

        Assert.InRange(left!.Value.TotalSeconds, 48 / 0.13, 48 / 0.1);
    }

    [Theory]
    [InlineData(1.9, 10)]
    [InlineData(50, 1.9)]
    [InlineData(100, 10)]
    [InlineData(0, 10)]
    public void After_TooLittleIsKnown_SaysNothing(double progress, double seconds)
    {
        var eta = new EtaEstimate();
        eta.Begin(0, 0);

        Assert.Null(eta.After(progress, Ticks(seconds)));
    }

    [Fact]
    public void Begin_InTheMiddle_JudgesItsOwnPaceAlone()
    {
        var eta = new EtaEstimate();
        eta.Begin(60, Ticks(1000));

        Assert.Equal(30, eta.After(70, Ticks(1010))!.Value.TotalSeconds, 0.001);
    }

    private static long Ticks(double seconds) => (long)(seconds * TimeSpan.TicksPerSecond);
}
