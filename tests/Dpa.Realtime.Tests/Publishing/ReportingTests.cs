namespace Dpa.Realtime.Tests.Publishing;

public sealed class ReportingTests : PublishingTest
{
    [Fact]
    public async Task Report_WhileAnApplyIsInFlight_OneIsInFlightAndTheNewestWins()
    {
        await using var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);
        using var gate = Backplane.Hold();
        stage.Report(1);
        await UntilAsync(() => Backplane.Tried.Count == 2);
        for (var i = 2; i <= 90; i++) stage.Report(i);
        Assert.Equal(2, Backplane.Tried.Count);

        Backplane.LetGo();
        await UntilAsync(() => run.State.Stages[0].Progress == 90);

        Assert.Equal([null, 1.0, 90.0], Backplane.Tried.Select(c => c.Stages[0].Progress));
        Assert.Equal(1, Backplane.MostInFlight);
    }

    [Fact]
    public async Task Report_SeveralStages_EachHasItsOwnSlot()
    {
        await using var run = await StartedAsync("a", "b");
        var (a, b) = (await run.StartStageAsync("a", Ct), await run.StartStageAsync("b", Ct));
        using var gate = Backplane.Hold();
        a.Report(1);
        await UntilAsync(() => Backplane.Tried.Count == 3);
        a.Report(10);
        b.Report(20);
        a.Report(30);
        Backplane.LetGo();

        await UntilAsync(() => run.State.Stages[0].Progress == 30 && run.State.Stages[1].Progress == 20);

        Assert.Equal(5, Backplane.Tried.Count);
    }

    [Fact]
    public async Task Report_ManyThreads_OneApplyInFlightAndTheHighestHolds()
    {
        await using var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(t => Task.Run(
            () =>
            {
                for (var i = 0; i < 5000; i++) stage.Report((i % 100) + (t / 4.0));
            },
            Ct)));

        await UntilAsync(() => run.State.Stages[0].Progress == 99.75);
        Assert.Equal(1, Backplane.MostInFlight);
        await run.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Report_WhileAnApplyIsInFlight_AllocatesNothing()
    {
        await using var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);
        using var gate = Backplane.Hold();
        stage.Report(1);
        await UntilAsync(() => Backplane.Tried.Count == 2);

        // The first rounds may be charged with what the runtime does once.
        Assert.Equal(0, Enumerable.Range(0, 5).Min(_ => Allocated(stage)));
    }

    [Fact]
    public async Task Report_OutOfRange_IsClampedCountedAndLoggedOnce()
    {
        using var clamped = new CounterReading(Metrics.ReportsClamped);
        await using var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);

        stage.Report(-5);
        stage.Report(double.NegativeInfinity);
        stage.Report(250.0);

        await UntilAsync(() => run.State.Stages[0].Progress == 100);
        Assert.Equal((3, 1), (clamped.Value, Log.Count(4)));
    }

    [Fact]
    public async Task Report_LateOrNotANumber_IsDroppedCountedAndLoggedOnce()
    {
        using var dropped = new CounterReading(Metrics.ReportsDropped);
        await using var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);
        stage.Report(double.NaN);
        await stage.CompleteAsync(Ct);
        stage.Report(50);
        await run.CompleteAsync(Ct);
        stage.Report(60);

        Assert.Equal((3, 1), (dropped.Value, Log.Count(5)));
        Assert.Equal(4, (await ReadAsync()).Position.Version);
    }

    [Fact]
    public async Task Report_Units_GivePercentAndUnits()
    {
        await using var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);

        stage.Report(3, 12, "pages", "Reading");

        await UntilAsync(() => run.State.Stages[0].Progress == 25);
        Assert.Equal(
            (3L, 12L, "pages", "Reading"),
            (
                run.State.Stages[0].CompletedUnits, run.State.Stages[0].TotalUnits, run.State.Stages[0].Unit,
                run.State.Stages[0].Message));
    }

    [Fact]
    public async Task Report_UnitsOfAnUnknownTotal_IsIndeterminate()
    {
        await using var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);

        stage.Report(3, 0, "pages");

        await UntilAsync(() => run.State.Stages[0].CompletedUnits == 3);
        Assert.True(run.State.Stages[0].Indeterminate);
        stage.Report(50, "half");
        await UntilAsync(() => run.State.Stages[0].Progress == 50);
        Assert.False(run.State.Stages[0].Indeterminate);
    }

    [Fact]
    public async Task Report_MessageOfAReport_IsSaidOnceAndDoesNotComeBack()
    {
        await using var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);
        stage.Report(10, "page one");
        await UntilAsync(() => run.State.Stages[0].Message == "page one");
        await stage.WarnAsync("page two is blank", Ct);

        stage.Report(20);
        await UntilAsync(() => run.State.Stages[0].Progress == 20);

        Assert.Equal("page two is blank", run.State.Stages[0].Message);
    }

    [Fact]
    public async Task Report_ThroughProgressInterfaces_ReachesTheStage()
    {
        await using var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);

        ((IProgress<double>)stage).Report(12.5);
        await UntilAsync(() => run.State.Stages[0].Progress == 12.5);
        stage.As<(long Bytes, long Total)>((s, p) => s.Report(p.Bytes, p.Total, "bytes")).Report((30, 40));

        await UntilAsync(() => run.State.Stages[0].Progress == 75);
        Assert.Equal("bytes", run.State.Stages[0].Unit);
    }

    private static long Allocated(StageRun stage)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) stage.Report(i / 10.0, "a message");
        for (var i = 0; i < 1000; i++) stage.Report(i, 1000, "pages");
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
