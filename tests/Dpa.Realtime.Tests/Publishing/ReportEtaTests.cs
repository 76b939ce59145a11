namespace Dpa.Realtime.Tests.Publishing;

/// <summary>What a producer and the library say of the time that is left, up to the state.</summary>
public sealed class ReportEtaTests : PublishingTest
{
    private static readonly (TimeSpan?, TimeSpan?, TimeSpan?) None = (null, null, null);

    [Fact]
    public async Task ReportEta_WithARange_IsShownAtOnceAndCountsDown()
    {
        await using var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);

        stage.ReportEta(Seconds(60), Seconds(40), Seconds(90));
        await UntilAsync(() => run.State.Stages[0].Eta is not null);
        Assert.Equal((Seconds(60), Seconds(40), Seconds(90)), Shown(run));

        Time.Advance(TimeSpan.FromSeconds(45));
        stage.Report(20);
        await UntilAsync(() => run.State.Stages[0].Progress == 20);
        Assert.Equal((Seconds(15), Seconds(0), Seconds(45)), Shown(run));
    }

    [Fact]
    public async Task ReportEta_OutOfOrder_IsBroughtIntoOrder()
    {
        await using var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);

        stage.ReportEta(Seconds(60), Seconds(70), Seconds(-5));
        await UntilAsync(() => run.State.Stages[0].Eta is not null);

        Assert.Equal((Seconds(60), Seconds(60), Seconds(60)), Shown(run));
    }

    [Fact]
    public async Task ReportEta_WithOneEnd_HasNoRange()
    {
        await using var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);

        stage.ReportEta(Seconds(60), high: Seconds(70));
        await UntilAsync(() => run.State.Stages[0].Eta is not null);

        Assert.Equal((Seconds(60), null, null), Shown(run));
    }

    [Fact]
    public async Task ReportEta_OfNull_GoesBackToTheLibrarysOwn()
    {
        await using var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);
        for (var i = 1; i <= 10; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            stage.Report(i, of: 100, "pages");
            await UntilAsync(() => run.State.Stages[0].Progress == i);
        }

        Assert.Equal((Seconds(90), Seconds(90), Seconds(90)), Shown(run));
        stage.ReportEta(Seconds(5));
        await UntilAsync(() => run.State.Stages[0].Eta == Seconds(5));
        stage.ReportEta(null);
        await UntilAsync(() => run.State.Stages[0].Eta == Seconds(90));
    }

    [Fact]
    public async Task ReportEta_OfAnEarlierAttempt_IsGone()
    {
        await using var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);
        stage.ReportEta(Seconds(60));
        await UntilAsync(() => run.State.Stages[0].Eta is not null);

        await stage.RetryAsync(cancellationToken: Ct);
        stage.Report(10);
        await UntilAsync(() => run.State.Stages[0].Progress == 10);

        Assert.Equal(None, Shown(run));
    }

    [Fact]
    public async Task ReportEta_AfterTheEnd_IsDropped()
    {
        using var dropped = new CounterReading(Metrics.ReportsDropped);
        await using var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);
        await stage.CompleteAsync(Ct);

        stage.ReportEta(Seconds(60));

        Assert.Equal((1L, None), (dropped.Value, Shown(run)));
    }

    [Fact]
    public async Task Report_WithoutUnits_HasAnEstimateAndNoRange()
    {
        await using var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);
        for (var i = 1; i <= 10; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            stage.Report((double)i);
            await UntilAsync(() => run.State.Stages[0].Progress == i);
        }

        Assert.Equal((Seconds(90), null, null), Shown(run));
    }

    [Fact]
    public async Task SetEta_OfThePipeline_HoldsUntilItsStatusChanges()
    {
        await using var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);

        await run.SetEtaAsync(TimeSpan.FromSeconds(100), Seconds(120), Seconds(300), Ct);
        Assert.Equal(
            (Seconds(100), Seconds(100), Seconds(300)), (run.State.Eta, run.State.EtaLow, run.State.EtaHigh));
        await run.SetEtaAsync(TimeSpan.FromSeconds(50), cancellationToken: Ct);
        Assert.Equal((Seconds(50), null, null), (run.State.Eta, run.State.EtaLow, run.State.EtaHigh));
        stage.Report(50);
        await UntilAsync(() => run.State.Stages[0].Progress == 50);
        Assert.Equal(Seconds(50), run.State.Eta);

        await run.CompleteAsync(Ct);

        Assert.Equal(None, (run.State.Eta, run.State.EtaLow, run.State.EtaHigh));
    }

    private static TimeSpan? Seconds(int seconds) => TimeSpan.FromSeconds(seconds);

    private static (TimeSpan?, TimeSpan?, TimeSpan?) Shown(PipelineRun run) =>
        run.State.Stages[0] is var s ? (s.Eta, s.EtaLow, s.EtaHigh) : default;
}
