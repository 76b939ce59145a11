using Dpa.Realtime.Protocol;
using Dpa.Realtime.Publishing;

namespace Dpa.Realtime.Tests.Publishing;

/// <summary>The time that a stage still needs: its producer's own estimate, or the library's.</summary>
public sealed class StageEstimateTests
{
    private readonly StageEstimate _estimate = new(0, 0);

    [Fact]
    public void Take_OfReportsInUnits_IsFromThePaceWithARange()
    {
        for (var t = 1; t < 10; t++) Take(t, done: t);

        Assert.Equal(Of(90, 90, 90), Take(10, done: 10));
    }

    [Fact]
    public void Take_OfABarePercentage_HasNoRange()
    {
        for (var t = 1; t < 10; t++) Take(t);

        Assert.Equal(Of(90), Take(10));
    }

    [Fact]
    public void Take_WithTheProducersOwn_IsThatLessWhatHasPassedSince()
    {
        Own(10, Of(60, 40, 90));

        Assert.Equal(Of(45, 25, 75), Take(25));
        Assert.Equal(Of(0, 0, 0), Take(1000));
    }

    [Fact]
    public void Take_OnceTheProducersOwnIsWithdrawn_IsFromThePaceThatWasFollowedMeanwhile()
    {
        Own(0, Of(5));
        for (var t = 1; t < 10; t++) Take(t, done: t);
        _estimate.Own = null;

        Assert.Equal(Of(90, 90, 90), Take(10, done: 10));
    }

    [Fact]
    public void Take_OfAStageOfUnknownSize_IsNothingButTheProducersOwn()
    {
        Assert.Equal(default, Take(10, isIndeterminate: true));
        Own(10, Of(60));

        Assert.Equal(Of(60), Take(10, isIndeterminate: true));
    }

    [Fact]
    public void Peek_BetweenTakes_IsTheOneThatWasTakenLast()
    {
        Assert.Equal(default, Peek(10));
        var taken = Take(10);

        Assert.Equal(taken, Peek(20));
        Assert.Equal(default, Peek(20, isIndeterminate: true));
        Own(20, Of(60));
        Assert.Equal(Of(50), Peek(30));
    }

    private static Estimate Of(int left, int? low = null, int? high = null) =>
        Estimate.Of(Seconds(left), low is { } l ? Seconds(l) : null, high is { } h ? Seconds(h) : null);

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);

    private void Own(int at, Estimate estimate) =>
        _estimate.Own = new StageEstimate.Given(estimate, Seconds(at).Ticks);

    /// <summary>A percent a second.</summary>
    private Estimate Take(int at, int done = -1, bool isIndeterminate = false) =>
        Rounded(_estimate.Take(_estimate.Own, Values(at, done, isIndeterminate), Seconds(at).Ticks));

    private Estimate Peek(int at, bool isIndeterminate = false) =>
        Rounded(_estimate.Peek(_estimate.Own, Values(at, -1, isIndeterminate), Seconds(at).Ticks));

    private static ReportedValues Values(int percent, int done, bool isIndeterminate)
    {
        var values = ReportedValues.None;
        values.Take(Math.Min(percent, 99), done, done < 0 ? -1 : 100, null, null, isIndeterminate);
        return values;
    }

    private static Estimate Rounded(Estimate estimate) =>
        new(Rounded(estimate.Left), Rounded(estimate.Low), Rounded(estimate.High));

    private static TimeSpan? Rounded(TimeSpan? time) =>
        time is { } value ? TimeSpan.FromSeconds(Math.Round(value.TotalSeconds, 3)) : null;
}
