namespace Dpa.Realtime.Tests.Publishing;

public sealed class StallTests : PublishingTest
{
    [Fact]
    public async Task Silence_SetsTheFlagAndTheNextReportClearsIt()
    {
        await using var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);
        Check(Options.StallAfter / 2);
        Assert.False(run.State.Stalled);
        Check(Options.StallAfter / 2);
        Assert.True((await ReadAsync()).Stalled);
        var flagged = run.State.Position;
        Check(Options.StallAfter);
        Assert.Equal((flagged, 1L), (run.State.Position, run.State.Transition));

        stage.Report(0.0);

        await UntilAsync(() => !run.State.Stalled);
        await run.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Silence_OfWhatIsNotRunning_MeansNothing()
    {
        await using var pending = await Notifier.StartAsync(
            new PipelineStart("p", Owner) { Status = PipelineStatus.Pending }, Ct);
        Check(Options.StallAfter * 2);
        await pending.ContinueAsync(cancellationToken: Ct);
        await pending.CompleteAsync(Ct);
        Check(Options.StallAfter * 2);

        Assert.False((await ReadAsync()).Stalled);
    }

    [Fact]
    public async Task Silence_OfAParentOrOfAnIdleJoinedRun_MeansNothing()
    {
        await using var parent = await Notifier.StartAsync(new PipelineStart("batch", Owner) { Children = 2 }, Ct);
        await using var run = await StartedAsync("a");
        await using var joined = await Notifier.JoinAsync("p", Ct);
        var stage = await run.StartStageAsync("a", Ct);
        Time.Advance(Options.StallAfter);
        stage.Report(1.0);
        await UntilAsync(() => run.State.Stages[0].Progress == 1);

        Check(TimeSpan.Zero);

        Assert.False((await ReadAsync()).Stalled || (await ReadAsync("batch")).Stalled);
        await run.CompleteAsync(Ct);
    }

    private void Check(TimeSpan after)
    {
        Time.Advance(after);
        foreach (var run in Runs.All()) run.CheckStalled();
    }
}
