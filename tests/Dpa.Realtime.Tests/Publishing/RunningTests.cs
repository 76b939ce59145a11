namespace Dpa.Realtime.Tests.Publishing;

public sealed class RunningTests : PublishingTest
{
    private IProgressNotifier Progress => Notifier;

    [Fact]
    public async Task Run_ThatReturns_IsCompleted()
    {
        await Progress.RunAsync(
            Start("p", "a"),
            (run, ct) =>
                run.RunStageAsync(
                    "a",
                    (stage, _) =>
                    {
                        stage.Report(50);
                        return Task.CompletedTask;
                    },
                    ct),
            Ct);

        Assert.Equal(
            (PipelineStatus.Completed, PipelineStatus.Completed),
            ((await ReadAsync()).Status, (await ReadAsync()).Stages[0].Status));
    }

    [Fact]
    public async Task Run_ThatThrows_IsFailedAndThrowsOn()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Progress.RunAsync(
                Start("p", "a"),
                (run, ct) => run.RunStageAsync("a", (_, _) => throw new InvalidOperationException("mine"), ct),
                Ct));

        var state = await ReadAsync();
        Assert.Equal(
            ("mine", PipelineStatus.Failed, "unhandled_error", PipelineStatus.Failed),
            (error.Message, state.Status, state.Error!.Code, state.Stages[0].Status));
        Assert.DoesNotContain("mine", state.Error.Message, StringComparison.Ordinal);
        // once, though it passed the stage and the run, and with its stack trace
        Assert.Equal([(46, error)], Log.Thrown);
        Assert.Contains("pipeline p ", Log.Lines.Single(l => l.Id == 46).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ThatWrapsWhatItsStageThrew_LogsOneLine()
    {
        await Assert.ThrowsAsync<IOException>(() => Progress.RunAsync(Start("p", "a"), async (run, ct) =>
        {
            try
            {
                await run.RunStageAsync("a", (_, _) => throw new InvalidOperationException("mine"), ct);
            }
            catch (InvalidOperationException e)
            {
                throw new IOException("wrapped", e);
            }
        }, Ct));

        Assert.Equal(1, Log.Count(46));
    }

    [Fact]
    public async Task Run_WhoseStagesThrowEach_LogsEach()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Progress.RunAsync(
                Start("p", "a", "b"),
                (run, ct) =>
                    Task.WhenAll(
                        run.RunStageAsync("a", (_, _) => throw new InvalidOperationException("one"), ct),
                        run.RunStageAsync("b", (_, _) => throw new InvalidOperationException("two"), ct)),
                Ct));

        Assert.Equal(["one", "two"], Log.Thrown.Select(t => t.Thrown.Message).Order());
    }

    [Fact]
    public async Task Run_CancelledByAWatcher_IsCancelled()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Progress.RunAsync(
                Start("p", "a"),
                (run, ct) =>
                    run.RunStageAsync(
                        "a",
                        async (_, token) =>
                        {
                            await Backplane.ControlAsync("p", PipelineControls.Cancel, null, CancellationToken.None);
                            await Task.Delay(Timeout.InfiniteTimeSpan, Time, token);
                        },
                        ct),
                Ct));

        Assert.Equal(0, Log.Count(46)); // it was asked for
        Assert.Equal(
            (PipelineStatus.Cancelled, PipelineStatus.Cancelled),
            ((await ReadAsync()).Status, (await ReadAsync()).Stages[0].Status));
    }

    [Fact]
    public async Task Run_ReplacedMeanwhile_ThrowsItsOwnException()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Progress.RunAsync(
                Start("p", "a"),
                async (_, _) =>
                {
                    await Memory.ResumeAsync("p", "other", exclusive: true, CancellationToken.None);
                    throw new InvalidOperationException("mine");
                },
                Ct));

        Assert.Equal(("mine", PipelineStatus.Processing), (error.Message, (await ReadAsync()).Status));
    }

    [Fact]
    public async Task Run_ReplacedMeanwhile_AndReturning_SaysSo()
    {
        var error = await Assert.ThrowsAsync<PipelineException>(() =>
            Progress.RunAsync(
                Start("p"),
                async (_, _) => await Memory.ResumeAsync("p", "other", exclusive: true, CancellationToken.None),
                Ct));

        Assert.Equal("producer_replaced", error.Code);
    }

    [Fact]
    public async Task Run_ThatInterruptsItself_StaysInterrupted()
    {
        await Progress.RunAsync(Start("p", "a"), async (run, ct) => await run.InterruptAsync("pause", ct), Ct);

        Assert.Equal(PipelineStatus.Interrupted, (await ReadAsync()).Status);
    }

    [Fact]
    public async Task Run_OfAParentThatExpectsChildren_IsLeftToThem()
    {
        await Progress.RunAsync(new PipelineStart("p", Owner) { Children = 2 }, (_, _) => Task.CompletedTask, Ct);

        Assert.Equal(PipelineStatus.Processing, (await ReadAsync()).Status);
    }

    [Fact]
    public async Task RunStage_ThatEndsItself_IsLeftAsItIs()
    {
        await using var run = await StartedAsync("a");
        await run.RunStageAsync("a", async (stage, ct) => await stage.CancelAsync(ct), Ct);

        Assert.Equal(PipelineStatus.Cancelled, (await ReadAsync()).Stages[0].Status);
    }
}
