namespace Dpa.Realtime.Tests.Publishing;

// Runs are not disposed here: leaving one waits for a backplane that is away.
public sealed class ProvisionalTests : PublishingTest
{
    [Fact]
    public async Task Report_WhileAway_IsShownAtOnceAndMovesNoVersion()
    {
        var run = await StartedAsync("a", "b");
        var stage = await run.StartStageAsync("a", Ct);
        var accepted = run.State;
        await GoAwayAsync(stage);
        await UntilAsync(() => Sink.Shown.Count == 1);
        Assert.Equal((null, "noticing"), (Sink.Shown[0].Stage, Sink.Shown[0].State.Stages[0].Message));
        await StepAsync(2);

        stage.Report(40, "forty");
        await UntilAsync(() => Sink.Shown.Count == 2);

        var (state, shown) = Sink.Shown[1];
        Assert.Equal(
            ("a", 40.0, "forty", 20.0),
            (shown, state.Stages[0].Progress, state.Stages[0].Message, state.OverallProgress));
        Assert.Equal((accepted.Position, accepted.Transition), (state.Position, state.Transition));
        Assert.Equal(accepted.Stages.Select(s => s.Version), state.Stages.Select(s => s.Version));
    }

    [Fact]
    public async Task Transitions_WhileAway_AreShownAsTheMergeWouldHaveMadeThem()
    {
        var run = await StartedAsync("a", "b");
        var stage = await run.StartStageAsync("a", Ct);
        await GoAwayAsync(stage);
        Time.Advance(TimeSpan.FromSeconds(2));
        await stage.CompleteAsync(Ct);
        var next = await run.StartStageAsync("b", Ct);
        next.Report(50);

        await PassUntilAsync(() => Sink.Shown is [.., { State.OverallProgress: 75 }]);

        var (state, shown) = Sink.Shown[^1];
        Assert.Equal("b", state.CurrentStage);
        // on a busy machine the report is shown after the transitions, alone
        Assert.Contains(shown, new[] { null, "b" });
        Assert.Equal([PipelineStatus.Completed, PipelineStatus.Processing], state.Stages.Select(s => s.Status));
        Assert.Equal(run.State.Transition, state.Transition);
    }

    [Fact]
    public async Task ManyReports_WhileAway_AreShownTenTimesASecondAtMost()
    {
        var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);
        await GoAwayAsync(stage);
        await UntilAsync(() => Sink.Shown.Count == 1);
        for (var i = 0; i < 1000; i++) stage.Report(i / 10.0);
        Assert.Single(Sink.Shown);

        await StepAsync(1);
        await UntilAsync(() => Sink.Shown.Count == 2);

        Assert.Equal((99.9, "a"), (Sink.Shown[1].State.Stages[0].Progress, Sink.Shown[1].Stage));
    }

    [Fact]
    public async Task Report_WhenTheBackplaneIsBack_IsShownNoMore()
    {
        var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);
        await GoAwayAsync(stage);
        await UntilAsync(() => Sink.Shown.Count == 1);
        await ComeBackAsync();

        stage.Report(80);
        await UntilAsync(() => run.State.Stages[0].Progress == 80);
        await StepAsync(3);

        Assert.Single(Sink.Shown);
    }

    private async Task StepAsync(int tenths)
    {
        for (var i = 0; i < tenths; i++)
        {
            Time.Advance(TimeSpan.FromMilliseconds(100));
            for (var n = 0; n < 20; n++) await Task.Yield();
        }
    }
}
