using System.Runtime.CompilerServices;

namespace Dpa.Realtime.Tests.Publishing;

public sealed class LeavingTests : PublishingTest
{
    [Fact]
    public async Task Leave_WithoutAnEnd_FailsAsAbandoned()
    {
        await using (var run = await StartedAsync("a", "b")) await run.StartStageAsync("a", Ct);

        var state = await ReadAsync();
        Assert.Equal(
            (PipelineStatus.Failed, "abandoned", true), (state.Status, state.Error!.Code, state.Error.Retryable));
        Assert.Equal([PipelineStatus.Failed, PipelineStatus.Pending], state.Stages.Select(s => s.Status));
        Assert.Equal(["p"], Backplane.Released);
        Assert.Empty(Runs.All());
    }

    [Fact]
    public async Task Leave_WithItsTokenCancelled_IsCancelled()
    {
        using var source = new CancellationTokenSource();
        await using (await Notifier.StartAsync(Start("p", "a"), source.Token)) await source.CancelAsync();

        Assert.Equal(PipelineStatus.Cancelled, (await ReadAsync()).Status);
    }

    [Theory]
    [InlineData(PipelineControls.Cancel, PipelineStatus.Cancelled)]
    [InlineData(PipelineControls.Interrupt, PipelineStatus.Interrupted)]
    public async Task Leave_AfterAWatchersRequest_DoesWhatWasAskedFor(PipelineControls action, PipelineStatus status)
    {
        await using (var run = await StartedAsync("a"))
        {
            Assert.True(await Backplane.ControlAsync("p", action, null, Ct));
            await UntilAsync(() =>
                run.CancelRequested.IsCancellationRequested || run.InterruptRequested.IsCancellationRequested);
        }

        Assert.Equal(status, (await ReadAsync()).Status);
    }

    [Theory]
    [InlineData(PipelineStatus.Completed)]
    [InlineData(PipelineStatus.Interrupted)]
    [InlineData(PipelineStatus.Pending)]
    public async Task Leave_AfterItWasSaid_AddsNothing(PipelineStatus said)
    {
        await using (var run = await StartedAsync())
        {
            if (said == PipelineStatus.Completed) await run.CompleteAsync(Ct);
            else if (said == PipelineStatus.Pending) await run.RequeueAsync(cancellationToken: Ct);
            else await run.InterruptAsync(cancellationToken: Ct);
            await run.DisposeAsync();
        }

        Assert.Equal((said, 1L), ((await ReadAsync()).Status, (await ReadAsync()).Transition));
        Assert.Equal(["p"], Backplane.Released);
    }

    [Fact]
    public async Task Leave_WhileTheBackplaneIsAway_KeepsTheLeaseUntilTheEndIsApplied()
    {
        var run = await StartedAsync("a");
        await GoAwayAsync(await run.StartStageAsync("a", Ct));
        Time.Advance(TimeSpan.FromSeconds(2));
        await run.DisposeAsync();
        Assert.Single(Runs.All());
        Assert.Empty(Backplane.Released);

        await ComeBackAsync();
        await UntilAsync(() => Backplane.Released.Count == 1);

        Assert.Equal(PipelineStatus.Failed, (await ReadAsync()).Status);
        Assert.Empty(Runs.All());
    }

    [Fact]
    public async Task Leave_Fenced_IsQuiet()
    {
        await using (await StartedAsync("a")) await Memory.ResumeAsync("p", "other", exclusive: true, Ct);

        Assert.Equal(PipelineStatus.Processing, (await ReadAsync()).Status);
        Assert.Equal(1, Log.Count(3));
    }

    [Fact]
    public async Task Leave_ReleaseFails_IsQuiet()
    {
        var run = await StartedAsync("a");
        await run.CompleteAsync(Ct);
        Backplane.FailsWith = ControllableBackplane.Away;

        await run.DisposeAsync();

        Assert.Equal(1, Log.Count(3));
    }

    [Fact]
    public async Task Leave_Joined_EndsOnlyItsOwnStages()
    {
        await using var run = await StartedAsync("a", "b");
        await run.StartStageAsync("a", Ct);
        await using (var joined = await Notifier.JoinAsync("p", Ct)) await joined.StartStageAsync("b", Ct);
        var state = await ReadAsync();
        Assert.Equal(
            (PipelineStatus.Processing, PipelineStatus.Processing, PipelineStatus.Failed),
            (state.Status, state.Stages[0].Status, state.Stages[1].Status));

        using var source = new CancellationTokenSource();
        await using (var joined = await Notifier.JoinAsync("p", source.Token))
        {
            await joined.StartStageAsync("b", Ct);
            await source.CancelAsync();
        }

        Assert.Equal(PipelineStatus.Cancelled, (await ReadAsync()).Stages[1].Status);
    }

    [Fact]
    public async Task Leave_AParentThatExpectsChildren_LeavesItToThem()
    {
        await using (await Notifier.StartAsync(new PipelineStart("batch", Owner) { Children = 1 }, Ct))
        {
        }

        Assert.Equal(PipelineStatus.Processing, (await ReadAsync("batch")).Status);
        await using (var child = await Notifier.StartAsync(new PipelineStart("p", Owner) { ParentId = "batch" }, Ct))
            await child.CompleteAsync(Ct);
        Assert.Equal(PipelineStatus.Completed, (await ReadAsync("batch")).Status);
    }

    [Fact]
    public async Task Dropped_WithoutBeingLeft_LosesItsLease()
    {
        await DropAsync();
        for (var i = 0; i < 10 && LiveRuns() > 0; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Time.Advance(Options.ProducerLease * 1.5);
        await Memory.SweepAsync(Ct);

        Assert.Equal(("producer_lost", 0), ((await ReadAsync()).Error!.Code, LiveRuns()));
    }

    [Fact]
    public async Task LeaveStage_AtHundredPercent_Completes()
    {
        await using var run = await StartedAsync("a", "b", "c");
        await using (var stage = await run.StartStageAsync("a", Ct)) stage.Report(10, 10);
        await using (var stage = await run.StartStageAsync("b", Ct)) stage.Report(9, 10);
        using var source = new CancellationTokenSource();
        await using (await run.StartStageAsync("c", source.Token)) await source.CancelAsync();

        Assert.Equal(
            [PipelineStatus.Completed, PipelineStatus.Processing, PipelineStatus.Cancelled],
            (await ReadAsync()).Stages.Select(s => s.Status));
        await run.CompleteAsync(Ct);
        Assert.Equal(PipelineStatus.Completed, (await ReadAsync()).Stages[1].Status);
    }

    [Fact]
    public async Task LeaveStage_AfterItsEnd_AddsNothing()
    {
        await using var run = await StartedAsync("a");
        await using (var stage = await run.StartStageAsync("a", Ct))
            await stage.FailAsync(new ProgressError("x", "y"), Ct);

        Assert.Equal(2, (await ReadAsync()).Transition);
    }

    [Fact]
    public async Task LeaveStage_Refused_IsQuiet()
    {
        await using var run = await StartedAsync("a");
        await using (var stage = await run.StartStageAsync("a", Ct))
        {
            stage.Report(100.0);
            await UntilAsync(() => run.State.Stages[0].Progress == 100);
            await Memory.ResumeAsync("p", "other", exclusive: true, Ct);
        }

        Assert.Equal(1, Log.Count(3));
    }

    // Apart, so that no frame of the test itself holds a run.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int LiveRuns() => Runs.All().Count;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task DropAsync()
    {
        var run = await StartedAsync("a");
        await run.StartStageAsync("a", Ct);
    }
}
