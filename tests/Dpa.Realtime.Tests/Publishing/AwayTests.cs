namespace Dpa.Realtime.Tests.Publishing;

// Runs are not disposed here: leaving one waits for a backplane that is away.
public sealed class AwayTests : PublishingTest
{
    [Fact]
    public async Task Transition_WhileTheBackplaneIsAway_IsHeldAfterTwoSeconds()
    {
        var run = await StartedAsync("a");
        Backplane.FailsWith = ControllableBackplane.Away;

        var call = run.StartStageAsync("a", Ct).AsTask();
        await UntilAsync(() => Log.Count(1) == 1);
        Time.Advance(TimeSpan.FromMilliseconds(1900));
        await Task.Yield();
        Assert.False(call.IsCompleted);
        Time.Advance(TimeSpan.FromMilliseconds(100));
        await call;

        Assert.Equal(
            TransitionOutcome.Held, await run.WarnAsync("the backplane is known to be away now: no further wait", Ct));
        Assert.Equal(0, run.State.Transition);
    }

    [Fact]
    public async Task HeldTransitions_AreAppliedInOrderWhenItIsBack()
    {
        var (run, stage) = await AwayAsync();
        for (var i = 0; i < 5; i++) Assert.Equal(TransitionOutcome.Held, await stage.WarnAsync($"{i}", Ct));
        stage.Report(60);
        Assert.Equal(TransitionOutcome.Held, await stage.CompleteAsync(Ct));
        Assert.Equal(TransitionOutcome.Held, await run.CompleteAsync(Ct));

        await ComeBackAsync();
        await UntilAsync(() => run.State.IsEnded);

        var state = await ReadAsync();
        Assert.Equal(["0", "1", "2", "3", "4"], state.Transitions.Skip(1).Take(5).Select(t => t.Message));
        Assert.Equal((8L, PipelineStatus.Completed), (state.Transition, state.Status));
        Assert.Equal((1, 1), (Log.Count(1), Log.Count(41)));
    }

    [Fact]
    public async Task Retry_UsesTheSameSequence()
    {
        var (_, stage) = await AwayAsync();
        var tried = Backplane.Tried[^1].Sequence;
        await PassUntilAsync(() => Backplane.Tried.Count(c => c.Sequence == tried) >= 3);
        stage.Report(10);

        await ComeBackAsync();
        await UntilAsync(() => Backplane.Answered[^1].Change.Stages[0].Progress == 10);

        Assert.Equal([tried, tried + 1], Backplane.Answered.TakeLast(2).Select(a => a.Change.Sequence));
    }

    [Fact]
    public async Task AnswerLost_AfterItWasApplied_IsNotAppliedTwice()
    {
        var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);
        Backplane.LosesAnswerWith = new TimeoutException();
        var warned = stage.WarnAsync("once", Ct).AsTask();

        await PassUntilAsync(() => warned.IsCompleted);

        Assert.Equal(2, (await ReadAsync()).Transition);
        Assert.Equal(2, run.State.Transition);
    }

    [Fact]
    public async Task Report_WhileTheBackplaneIsAway_OnlyTheNewestIsKept()
    {
        var (run, stage) = await AwayAsync();
        for (var i = 1; i <= 50; i++) stage.Report(i);

        await ComeBackAsync();
        await UntilAsync(() => run.State.Stages[0].Progress == 50);

        Assert.Equal(
            [null, null, 50.0],
            Backplane.Answered.Select(a => a.Change.Stages[0].Progress is 0 ? null : a.Change.Stages[0].Progress));
    }

    [Fact]
    public async Task CallThatHangs_IsHeldAfterTwoSecondsToo()
    {
        var run = await StartedAsync("a");
        using var gate = Backplane.Hold();
        var call = run.WarnAsync("hello", Ct).AsTask();

        await PassUntilAsync(() => call.IsCompleted);

        Assert.Equal((TransitionOutcome.Held, 1), (await call, Log.Count(1)));
        Assert.Equal(TransitionOutcome.Held, await run.WarnAsync("again", Ct));
        Backplane.LetGo();
        await UntilAsync(() => run.State.Transition == 2);
    }

    [Fact]
    public async Task HeldTransition_RefusedLater_IsLoggedSinceNobodyHearsOfIt()
    {
        var (_, stage) = await AwayAsync();
        await stage.WarnAsync("too late", Ct);
        await Memory.ResumeAsync("p", "other", exclusive: false, Ct);
        await Memory.ApplyAsync(
            new PipelineChange
            {
                PipelineId = "p", ProducerToken = "other", Sequence = 1, Status = PipelineStatus.Failed,
                EndOpenStages = true,
            },
            Ct);

        await ComeBackAsync();

        await UntilAsync(() => Log.Count(43) == 1);
    }

    [Fact]
    public async Task HeldTransitions_KnowWhatWasAskedForBefore()
    {
        var (run, stage) = await AwayAsync();
        stage.Report(30);
        await stage.FailAsync(new ProgressError("x", "y"), Ct);
        var again = await run.StartStageAsync("a", Ct);
        again.Report(5);

        await ComeBackAsync();
        await UntilAsync(() => run.State.Stages[0] is { Progress: 5 });

        Assert.Equal((2, PipelineStatus.Processing), (run.State.Stages[0].Attempt, run.State.Stages[0].Status));
    }

    [Fact]
    public async Task TooManyHeldTransitions_AreMergedCountedAndLoggedOnce()
    {
        using var merged = new CounterReading(Metrics.TransitionsMerged);
        using var held = new CounterReading(Metrics.TransitionsHeld);
        var stages = Enumerable.Range(0, 200).Select(i => $"s{i}").ToArray();
        var run = await StartedAsync(["a", .. stages[..199]]);
        var stage = await run.StartStageAsync("a", Ct);
        await GoAwayAsync(stage);
        Time.Advance(TimeSpan.FromSeconds(2));
        for (var i = 0; i < 100; i++) await stage.WarnAsync($"{i}", Ct);
        foreach (var id in stages[..199])
        {
            var one = await run.StartStageAsync(id, Ct);
            one.Report(50);
            await one.CompleteAsync(Ct);
        }

        await stage.FailAsync(new ProgressError("x", "y"), Ct);
        await stage.RetryAsync(cancellationToken: Ct);
        await stage.CompleteAsync(Ct);
        await run.CompleteAsync(Ct);

        await ComeBackAsync();
        await UntilAsync(() => run.State.IsEnded);

        var state = await ReadAsync();
        Assert.Equal(502, held.Value);
        Assert.Equal(502 - 256, merged.Value);
        Assert.Equal(1, Log.Count(42));
        Assert.All(state.Stages, s => Assert.Equal((PipelineStatus.Completed, 100.0), (s.Status, s.Progress)));
        Assert.Equal((PipelineStatus.Completed, 2), (state.Status, state.Stages[0].Attempt));
        Assert.Equal(0, Log.Count(43));
    }

    [Fact]
    public async Task TooManyHeldTransitions_OfPipelineMoves_AreMergedToo()
    {
        var (run, _) = await AwayAsync();
        for (var i = 0; i < 300; i++)
        {
            await run.InterruptAsync(cancellationToken: Ct);
            await run.ContinueAsync($"{i}", Ct);
            await run.WarnAsync($"{i}", Ct);
        }

        await ComeBackAsync();
        await UntilAsync(() => run.State is { Status: PipelineStatus.Processing, Message: "299" });

        Assert.True(Backplane.Answered.Count < 270);
        Assert.Equal(0, Log.Count(43));
    }

    [Fact]
    public async Task ManyReportsAndTransitions_WhileAway_LeaveNoGarbageBehind()
    {
        var (_, stage) = await AwayAsync();
        for (var i = 0; i < 2000; i++)
        {
            stage.Report(i / 20.0);
            await stage.WarnAsync("w", Ct);
        }

        await ComeBackAsync();
        await UntilAsync(() => Backplane.Answered[^1].Change.Stages[0].Progress == 99.95);

        Assert.True(Backplane.Answered.Count <= 260);
    }

    private async Task<(PipelineRun Run, StageRun Stage)> AwayAsync()
    {
        var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);
        await GoAwayAsync(stage);
        Time.Advance(TimeSpan.FromSeconds(2));
        return (run, stage);
    }
}
