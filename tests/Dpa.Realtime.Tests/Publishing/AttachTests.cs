using Dpa.Realtime.Publishing;

namespace Dpa.Realtime.Tests.Publishing;

public sealed class AttachTests : PublishingTest
{
    [Fact]
    public async Task Start_LiveId_SaysWhatToDo()
    {
        await using var run = await StartedAsync();

        var error = await Assert.ThrowsAsync<PipelineException>(async () => await StartedAsync());

        Assert.Equal("already_live", error.Code);
        Assert.Contains("ResumeAsync", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_AnswerLost_IsTriedAgainWithTheSameToken()
    {
        Backplane.LosesAnswerWith = ControllableBackplane.Away;
        var call = StartedAsync().AsTask();
        await PassUntilAsync(() => call.IsCompleted);

        await using var run = await call;
        await run.CompleteAsync(Ct);

        Assert.Equal((2, PipelineStatus.Completed), (Backplane.StartCalls, (await ReadAsync()).Status));
    }

    [Fact]
    public async Task Start_WhileTheBackplaneIsAway_ThrowsRetryableAfterTwoSeconds()
    {
        Backplane.FailsWith = ControllableBackplane.Away;
        var begun = Time.GetTimestamp();
        var call = StartedAsync().AsTask();
        await PassUntilAsync(() => call.IsCompleted);

        var error = await Assert.ThrowsAsync<PipelineException>(() => call);

        Assert.Equal(("backplane_unavailable", true), (error.Code, error.IsRetryable));
        Assert.True(Backplane.StartCalls > 2);
        Assert.True(Time.GetElapsedTime(begun) >= TimeSpan.FromSeconds(1));
    }

    /// <summary>A node that was away for longer than a lease finds all its runs taken over in one moment.</summary>
    [Fact]
    public async Task Resume_OfManyRunsElsewhere_IsOneLine()
    {
        for (var i = 0; i < 20; i++)
        {
            var older = await Notifier.StartAsync(Start($"p{i}", "a"), Ct);
            var stage = await older.StartStageAsync("a", Ct);
            await Notifier.ResumeAsync($"p{i}", Ct);
            stage.Report(10);
            await UntilAsync(() => older.CancelRequested.IsCancellationRequested);
        }

        Assert.Equal(1, Log.Count(2));
    }

    [Fact]
    public async Task Resume_TakesOverAndFencesTheOlderRunOff()
    {
        await using var older = await StartedAsync("a");
        var stage = await older.StartStageAsync("a", Ct);
        await using var newer = await Notifier.ResumeAsync("p", Ct);
        stage.Report(10);
        await UntilAsync(() => older.CancelRequested.IsCancellationRequested);

        var error = await Assert.ThrowsAsync<PipelineException>(async () => await older.CompleteAsync(Ct));

        Assert.Equal(("producer_replaced", 1), (error.Code, Log.Count(2)));
        stage.Report(20);
        await newer.CompleteAsync(Ct);
        Assert.Equal(PipelineStatus.Completed, (await ReadAsync()).Status);
    }

    [Fact]
    public async Task Resume_Unknown_AsksTheArchiveAndGoesOnInAContinuingEpoch()
    {
        await using (var run = await StartedAsync("a")) await run.StartStageAsync("a", Ct);
        Archive.States["p"] = PipelineState.Parse((await ReadAsync()).ToUtf8Json());
        Memory = NewMemory();
        Backplane.Inner = Memory;

        await using var resumed = await Notifier.ResumeAsync("p", Ct);
        await resumed.ContinueAsync("after the restart", Ct);

        Assert.Equal(
            (Archive.States["p"].Position.Epoch, 2, 3L),
            (resumed.State.Continues, resumed.State.Attempt, resumed.State.Transition - 1));
        await resumed.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Resume_NobodyKnowsIt_SaysWhatToDo()
    {
        var error = await Assert.ThrowsAsync<PipelineException>(async () => await Notifier.ResumeAsync("nobody", Ct));

        Assert.Equal("not_found", error.Code);
        Assert.Contains("IPipelineArchive", error.Message, StringComparison.Ordinal);
        Assert.Equal(
            "not_found",
            (
                await Assert.ThrowsAsync<PipelineException>(async () =>
                    await new ProgressNotifier(Backplane, Context, new ArchiveLookup(Backplane, Guests)).JoinAsync(
                        "nobody", Ct))).Code);
    }

    [Fact]
    public async Task Join_ProducesBesideTheOther()
    {
        await using var run = await StartedAsync("a", "b");
        await using var joined = await Notifier.JoinAsync("p", Ct);
        var (a, b) = (await run.StartStageAsync("a", Ct), await joined.StartStageAsync("b", Ct));
        a.Report(10);
        b.Report(20);
        await UntilAsync(() => run.State.Stages[0].Progress == 10 && joined.State.Stages[1].Progress == 20);
        await b.CompleteAsync(Ct);
        await run.CompleteAsync(Ct);

        Assert.Equal(
            [PipelineStatus.Completed, PipelineStatus.Completed],
            (await ReadAsync()).Stages.Select(s => s.Status));
    }

    [Fact]
    public async Task StateLost_TheRunGivesItBackAndGoesOn()
    {
        await using var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);
        stage.Report(30);
        await UntilAsync(() => run.State.Stages[0].Progress == 30);
        var lost = run.State.Position;
        Memory = NewMemory();
        Backplane.Inner = Memory;

        stage.Report(40);
        await UntilAsync(() => run.State.Stages[0].Progress == 40);

        Assert.Equal((lost.Epoch, 1L), (run.State.Continues, run.State.Transition));
        Assert.True(run.State.Position > lost);
        await run.CompleteAsync(Ct);
        Assert.Equal((3L, 1), ((await ReadAsync()).Transition, Log.Count(44)));
    }

    [Fact]
    public async Task StateLost_GivenBackByAnotherNode_TheRunIsAdmittedAgain()
    {
        await using var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);
        Memory = NewMemory();
        Backplane.Inner = Memory;
        await Memory.RestoreAsync(run.State, Ct);

        stage.Report(40);
        await UntilAsync(() => run.State.Stages[0].Progress == 40);

        Assert.False(run.CancelRequested.IsCancellationRequested);
        await run.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Start_WithAParent_ChecksIt()
    {
        await using var parent = await Notifier.StartAsync(new PipelineStart("batch", Owner), Ct);

        await Assert.ThrowsAsync<PipelineException>(async () =>
            await Notifier.StartAsync(new PipelineStart("c", Owner) { ParentId = "nobody" }, Ct));
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await Notifier.StartAsync(new PipelineStart("c", "user-2") { ParentId = "batch" }, Ct));
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await Notifier.StartAsync(new PipelineStart("batch", Owner) { ParentId = "batch" }, Ct));
        await parent.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Revoke_ReachesTheHub()
    {
        string? revoked = null;
        var receiver = new Specification.RecordingReceiver();
        Memory.Attach(receiver);

        await Notifier.RevokeAsync(Owner, "p", Ct);

        await receiver.UntilAsync(r => (revoked = r.Revoked.FirstOrDefault().PipelineId) is not null);
        Assert.Equal("p", revoked);
    }
}
