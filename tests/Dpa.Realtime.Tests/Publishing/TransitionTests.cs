namespace Dpa.Realtime.Tests.Publishing;

public sealed class TransitionTests : PublishingTest
{
    [Fact]
    public async Task Transition_TakesThePendingProgressOfItsStage()
    {
        await using var run = await StartedAsync("a", "b");
        var (a, b) = (await run.StartStageAsync("a", Ct), await run.StartStageAsync("b", Ct));
        using var gate = Backplane.Hold();
        b.Report(1);
        await UntilAsync(() => Backplane.Tried.Count == 3);
        a.Report(7, 10, "pages", "seven");
        var failed = a.FailAsync(new ProgressError("broken", "It broke."), Ct);
        Backplane.LetGo();
        Assert.Equal(TransitionOutcome.Applied, await failed);

        var change = Backplane.Tried[3].Stages[0];
        Assert.Equal((PipelineStatus.Failed, 70.0, 7L), (change.Status, change.Progress, change.CompletedUnits));
        Assert.Equal(
            (70.0, "broken"), ((await ReadAsync()).Stages[0].Progress, (await ReadAsync()).Stages[0].Error!.Code));
        Assert.Equal(4, Backplane.Tried.Count);
    }

    [Fact]
    public async Task Retry_ReportOfTheOldAttemptWaits_NewAttemptBeginsAtZero()
    {
        await using var run = await StartedAsync("a", "b");
        var (a, b) = (await run.StartStageAsync("a", Ct), await run.StartStageAsync("b", Ct));
        using var gate = Backplane.Hold();
        b.Report(1);
        await UntilAsync(() => Backplane.Tried.Count == 3);
        a.Report(7, 10, "pages", "seven");
        var retried = a.RetryAsync(cancellationToken: Ct);
        Backplane.LetGo();
        Assert.Equal(TransitionOutcome.Applied, await retried);

        var stage = (await ReadAsync()).Stages[0];
        Assert.Equal((2, 0.0, null, null), (stage.Attempt, stage.Progress, stage.CompletedUnits, stage.Message));
    }

    [Fact]
    public async Task End_TakesAllThatWaits()
    {
        await using var run = await StartedAsync("a", "b", "c");
        var stages = new[]
        {
            await run.StartStageAsync("a", Ct), await run.StartStageAsync("b", Ct), await run.StartStageAsync("c", Ct),
        };
        using var gate = Backplane.Hold();
        stages[0].Report(1);
        await UntilAsync(() => Backplane.Tried.Count == 4);
        stages[1].Report(20);
        stages[2].Report(30);
        var ended = run.FailAsync(new ProgressError("broken", "It broke."), Ct);
        Backplane.LetGo();
        await ended;

        var state = await ReadAsync();
        Assert.Equal([1.0, 20.0, 30.0], state.Stages.Select(s => s.Progress));
        Assert.All(state.Stages, s => Assert.Equal(("broken", PipelineStatus.Failed), (s.Error!.Code, s.Status)));
        Assert.Equal(5, Backplane.Tried.Count);
    }

    [Fact]
    public async Task Transitions_FromManyCalls_AreAppliedInTheOrderAskedFor()
    {
        await using var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);
        using var gate = Backplane.Hold();
        var calls = Enumerable.Range(0, 20).Select(i => stage.WarnAsync($"{i}", Ct).AsTask()).ToArray();
        Backplane.LetGo();
        await Task.WhenAll(calls);

        Assert.Equal(
            Enumerable.Range(0, 20).Select(i => $"{i}"),
            (await ReadAsync()).Transitions.Skip(1).Select(t => t.Message));
        Assert.Equal(1, Backplane.MostInFlight);
    }

    [Fact]
    public async Task Transition_Illegal_ThrowsWithAClearReason()
    {
        await using var run = await StartedAsync("a");
        await run.CompleteAsync("Done", Ct);

        var error = await Assert.ThrowsAsync<PipelineException>(async () =>
            await run.FailAsync(new ProgressError("x", "y"), Ct));

        Assert.Equal(("illegal_transition", false), (error.Code, error.IsRetryable));
        Assert.Contains("ContinueAsync", error.Message, StringComparison.Ordinal);
        Assert.Equal("Done", (await ReadAsync()).Message);
    }

    [Fact]
    public async Task Transition_Refused_TheRunFollowsTheBackplane()
    {
        await using var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);
        await Memory.ApplyAsync(
            new PipelineChange
            {
                PipelineId = "p", ProducerToken = await JoinedAsync(), Sequence = 1,
                Status = PipelineStatus.Interrupted, EndOpenStages = true,
            },
            Ct);

        await Assert.ThrowsAsync<PipelineException>(async () => await run.CompleteAsync(Ct));

        Assert.True(stage.IsEnded);
        await run.ContinueAsync(cancellationToken: Ct);
        stage = await run.StartStageAsync("a", Ct);
        Assert.Equal((1, false), ((await ReadAsync()).Stages[0].Attempt, stage.IsEnded));
    }

    [Fact]
    public async Task Transition_ErrorThatIsNotRetryable_IsThrownAndTheRunGoesOn()
    {
        await using var run = await StartedAsync("a");
        Backplane.FailsWith = new PipelineException("too_large", "never");

        var error = await Assert.ThrowsAsync<PipelineException>(async () => await run.StartStageAsync("a", Ct));
        Backplane.FailsWith = null;

        Assert.Equal(("too_large", 1), (error.Code, Log.Count(45)));
        await run.StartStageAsync("a", Ct);
    }

    [Fact]
    public async Task Transition_CancelledWait_StopsTheWaitingNotTheTransition()
    {
        await using var run = await StartedAsync("a");
        using var gate = Backplane.Hold();
        using var source = new CancellationTokenSource();
        var call = run.WarnAsync("careful", source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        Backplane.LetGo();
        await UntilAsync(() => run.State.Transition == 1);
    }

    [Fact]
    public async Task Stage_WholeLife_IsInTheTransitions()
    {
        await using var run = await StartedAsync("a", "b", "c");
        var stage = await run.StartStageAsync("a", Ct);
        await stage.FailAsync(new ProgressError("x", "y"), Ct);
        await stage.RetryAsync("again", Ct);
        stage.Report(10);
        await stage.CancelAsync(Ct);
        await stage.RetryAsync(cancellationToken: Ct);
        await stage.CompleteAsync("well", Ct);
        await run.SkipStageAsync("b", "not needed", Ct);
        await run.BeginCancelAsync("stopping", Ct);
        await run.CancelAsync("stopped", Ct);

        var state = await ReadAsync();
        Assert.Equal(
            [
                "processing", "failed", "processing", "cancelled", "processing", "completed", "skipped", "cancelling",
                "cancelled", "cancelled",
            ],
            state.Transitions.Select(t => t.To.ToString().ToLowerInvariant()));
        Assert.Equal(
            (3, PipelineStatus.Cancelled, "stopped"), (state.Stages[0].Attempt, state.Stages[2].Status, state.Message));
    }

    [Fact]
    public async Task StartStage_OfAnUnfinishedStage_GetsANewAttemptAndKeepsTheProgress()
    {
        await using var first = await StartedAsync("a");
        (await first.StartStageAsync("a", Ct)).Report(40);
        await UntilAsync(() => first.State.Stages[0].Progress == 40);
        await using var second = await Notifier.ResumeAsync("p", Ct);

        var stage = await second.StartStageAsync("a", Ct);
        stage.Report(10);
        stage.Report(41);

        await UntilAsync(() => second.State.Stages[0].Progress == 41);
        Assert.Equal(2, second.State.Stages[0].Attempt);
        await second.CompleteAsync(Ct);
    }

    [Fact]
    public async Task StartStage_BadId_SaysWhatIsAllowed()
    {
        await using var run = await StartedAsync("a");

        await Assert.ThrowsAsync<ArgumentException>(async () => await run.StartStageAsync("a b", Ct));
    }

    [Fact]
    public async Task Requeue_OfARunningPipeline_IsANewAttempt()
    {
        await using var run = await StartedAsync("a");
        await (await run.StartStageAsync("a", Ct)).FailAsync(new ProgressError("x", "y"), Ct);
        await run.RequeueAsync("in 4 s", cancellationToken: Ct);
        Assert.Equal((PipelineStatus.Pending, 2), (run.State.Status, run.State.Attempt));

        await run.ContinueAsync(cancellationToken: Ct);

        Assert.Equal((PipelineStatus.Processing, 2), (run.State.Status, run.State.Attempt));
    }

    [Fact]
    public async Task Continue_AfterALostProducerThatWasInterrupted_IsANewAttempt()
    {
        Options.LostProducerStatus = PipelineStatus.Interrupted;
        await StartedAsync("a");
        Time.Advance(Options.ProducerLease * 1.5);
        await Memory.SweepAsync(Ct);
        await using var run = await Notifier.ResumeAsync("p", Ct);

        await run.ContinueAsync("recovered", Ct);

        Assert.Equal((2, PipelineStatus.Processing, null), (run.State.Attempt, run.State.Status, run.State.Error));
        await run.CompleteAsync(Ct);
    }

    private async Task<string> JoinedAsync()
    {
        await Memory.ResumeAsync("p", "joined", exclusive: false, Ct);
        return "joined";
    }
}
