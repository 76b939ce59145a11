using System.Globalization;

namespace Dpa.Realtime.Client.Tests.Connections;

public sealed class BackoffTests
{
    private static readonly SupervisionRules Rules = SupervisionRules.Of(new RealtimeClientOptions());

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(3, 8)]
    [InlineData(4, 16)]
    [InlineData(5, 30)]
    [InlineData(60, 30)]
    [InlineData(5000, 30)]
    public void Delay_OfEachFailure_IsBelowItsBoundAndReachesIt(int failures, int boundSeconds)
    {
        var bound = TimeSpan.FromSeconds(boundSeconds);
        Assert.Equal(TimeSpan.Zero, Backoff.Delay(failures, 0, Rules));
        Assert.Equal(bound / 2, Backoff.Delay(failures, 0.5, Rules));
        Assert.InRange(Backoff.Delay(failures, Math.BitDecrement(1), Rules), bound * 0.999, bound);
    }

    [Fact]
    public void Delay_OverManyJitters_IsUniform()
    {
        const int Draws = 100_000, Bins = 20;
        var random = new Random(4711);
        var counts = new int[Bins];
        for (var i = 0; i < Draws; i++)
            counts[(int)(Backoff.Delay(3, random.NextDouble(), Rules) / TimeSpan.FromSeconds(8) * Bins)]++;

        var expected = (double)Draws / Bins;
        var chiSquare = counts.Sum(c => (c - expected) * (c - expected) / expected);
        Assert.True(
            chiSquare < 43.82,
            string.Create(
                CultureInfo.InvariantCulture,
                $"chi-square {chiSquare} of 19 degrees of freedom: below 43.82 with p = 0.999")); // the seed is fixed
    }

    [Fact]
    public void Down_FiveTimesInARow_FallsBackAndProbesEveryMinute()
    {
        var state = Dialling();
        var bounds = new List<double>();
        for (var i = 1; i <= 5; i++)
        {
            state = Supervisor.Next(state, new SupervisionEvent.Down(TimeSpan.Zero, 0.5, Failure.Closed(1006)), Rules);
            Assert.Equal((i, i == 5), (state.Failures, state.IsFallback));
            bounds.Add(state.DueAt!.Value.TotalSeconds);
            state = Supervisor.Next(state, new SupervisionEvent.Due(), Rules);
        }

        Assert.Equal([1, 2, 4, 8, 60], bounds); // half of 2, 4, 8, 16; then the probe
    }

    [Fact]
    public void Down_OfAProbe_ProbesAgainAfterAMinute()
    {
        var state = Fallen();
        for (var i = 0; i < 3; i++)
        {
            state = Supervisor.Next(state, new SupervisionEvent.Due(), Rules);
            state = Supervisor.Next(
                state, new SupervisionEvent.Down(TimeSpan.FromMinutes(i), 0.5, Failure.Closed(1006)), Rules);
            Assert.Equal(TimeSpan.FromMinutes(i + 1), state.DueAt);
            Assert.True(state.IsFallback);
        }
    }

    [Theory]
    [InlineData(9.999, 3)]
    [InlineData(10, 0)]
    public void Down_AfterATimeUp_ResetsTheCountFromTenSecondsOn(double upSeconds, int failures)
    {
        var state = Dialling() with { Failures = 2 };
        state = Supervisor.Next(state, new SupervisionEvent.Up(TimeSpan.FromSeconds(100)), Rules);
        state = Supervisor.Next(
            state, new SupervisionEvent.Down(TimeSpan.FromSeconds(100 + upSeconds), 0.5, Failure.Closed(1006)), Rules);
        Assert.Equal(failures, state.Failures);
    }

    [Fact]
    public void Down_ThatAsksToBeLeftAlone_WaitsForSoLongAtLeast()
    {
        var refused = new Failure(503, "http_503", "", TimeSpan.FromSeconds(40));
        var state = Supervisor.Next(
            Dialling(), new SupervisionEvent.Down(TimeSpan.FromSeconds(5), 0.5, refused), Rules);
        Assert.Equal((TimeSpan.FromSeconds(45), 1), (state.DueAt, state.Failures));
    }

    [Fact]
    public void Down_AfterReconnect_ComesBackThenAndDoesNotCount()
    {
        var state = Supervisor.Next(Dialling(), new SupervisionEvent.Up(TimeSpan.Zero), Rules);
        state = Supervisor.Next(
            state, new SupervisionEvent.Reconnect(TimeSpan.Zero, 0.5, TimeSpan.FromSeconds(7)), Rules);
        state = Supervisor.Next(
            state, new SupervisionEvent.Down(TimeSpan.FromSeconds(1), 0.5, Failure.Closed(1012)), Rules);
        Assert.Equal((TimeSpan.FromSeconds(7), 0), (state.DueAt, state.Failures));
        Assert.Same(state, Supervisor.Next(state, new SupervisionEvent.Wake(), Rules)); // the server spread its clients
    }

    private static Supervision Dialling() => Supervisor.Next(Supervision.Idle, new SupervisionEvent.Start(), Rules);

    private static Supervision Fallen() =>
        Dialling() with
        {
            Phase = Phase.Waiting, Failures = 5, IsFallback = true, DueAt = TimeSpan.Zero,
        };
}
