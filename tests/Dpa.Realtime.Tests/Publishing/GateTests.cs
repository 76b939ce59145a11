using System.Collections.Immutable;

namespace Dpa.Realtime.Tests.Publishing;

// Two changes at once, so that a third run waits for its turn.
public sealed class GateTests() : PublishingTest(commitsInFlight: 2)
{
    private const int ReplacedLine = 2;

    [Fact]
    public async Task Report_OfManyRunsAtOnce_OnlySoManyAreAtTheBackplaneAndAllAreAccepted()
    {
        var runs = await StartedAsync(50);
        using var hold = Backplane.Hold();

        foreach (var (_, stage) in runs) stage.Report(50);
        // Those that have their turn may reach the backplane after the others have begun to wait.
        await UntilAsync(() => (Backplane.MostInFlight, Context.Gate.Waiting) == (2, 48));
        Backplane.LetGo();
        await UntilAsync(() => runs.All(r => r.Run.State.Stages[0].Progress == 50));

        Assert.Equal((2, 0), (Backplane.MostInFlight, Context.Gate.Waiting));
    }

    [Fact]
    public async Task Start_OfManyAtOnce_OnlySoManyAreAtTheBackplaneAndAllAreStarted()
    {
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Backplane.StartsWaitFor = open.Task;

        var starts = Enumerable.Range(0, 50).Select(i =>
            Notifier.StartAsync(new PipelineStart($"s{i}", "u"), Ct).AsTask()).ToArray();
        await UntilAsync(() => (Backplane.MostStarting, Context.Starts.Waiting) == (2, 48));
        open.SetResult();
        await Task.WhenAll(starts).WaitAsync(TimeSpan.FromSeconds(30), Ct);

        Assert.Equal((2, 50, 0), (Backplane.MostStarting, Backplane.StartCalls, Context.Starts.Waiting));
    }

    [Fact]
    public async Task Start_BehindThoseThatAreNeverAnswered_IsRefusedAndHoldsUpNoChange()
    {
        var (run, stage) = (await StartedAsync(1))[0];
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Backplane.StartsWaitFor = open.Task;
        var first = new[] { "a", "b" }.Select(id =>
            Notifier.StartAsync(new PipelineStart(id, "u"), Ct).AsTask()).ToArray();

        var start = Notifier.StartAsync(new PipelineStart("late", "u"), Ct).AsTask();
        await stage.WarnAsync("w", Ct);
        await stage.CompleteAsync(Ct);
        await run.CompleteAsync(Ct);
        await PassUntilAsync(() => start.IsCompleted);

        var refused = await Assert.ThrowsAsync<PipelineException>(() => start);
        Assert.Equal((ProgressErrorCodes.BackplaneUnavailable, true), (refused.Code, refused.IsRetryable));
        open.SetResult();
        await Task.WhenAll(first);
        await Notifier.StartAsync(new PipelineStart("late", "u"), Ct);
        await Notifier.ResumeAsync("late", Ct);
        Assert.Equal((2, 0), (Backplane.MostStarting, Context.Starts.Waiting));
    }

    [Fact]
    public async Task Start_BehindOthersThatAreAnswered_WaitsForItsTurnHoweverLong()
    {
        var turns = Enumerable.Range(0, 8)
            .Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        var calls = 0;
        Backplane.StartWaits = () => turns[Interlocked.Increment(ref calls) - 1].Task;
        var starts = Enumerable.Range(0, turns.Length).Select(i =>
            Notifier.StartAsync(new PipelineStart($"s{i}", "u"), Ct).AsTask()).ToArray();

        for (var i = 0; i < turns.Length; i++)
        {
            await UntilAsync(() => Volatile.Read(ref calls) > i);
            Time.Advance(TimeSpan.FromSeconds(3));
            turns[i].SetResult();
            await UntilAsync(() => starts.Count(start => start.IsCompletedSuccessfully) > i);
        }

        await Task.WhenAll(starts).WaitAsync(TimeSpan.FromSeconds(30), Ct);
    }

    [Fact]
    public async Task Start_CancelledWhileItWaitsForItsTurn_KeepsNone()
    {
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Backplane.StartsWaitFor = open.Task;
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var first = new[] { "a", "b" }.Select(id =>
            Notifier.StartAsync(new PipelineStart(id, "u"), Ct).AsTask()).ToArray();
        var waits = Notifier.StartAsync(new PipelineStart("c", "u"), leaving.Token).AsTask();
        await UntilAsync(() => Context.Starts.Waiting == 1);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waits);
        open.SetResult();
        await Task.WhenAll(first);
        await Notifier.StartAsync(new PipelineStart("c", "u"), Ct);
        Assert.Equal((2, 0), (Backplane.MostStarting, Context.Starts.Waiting));
    }

    [Fact]
    public async Task Report_WhileTheRunWaitsForItsTurn_OnlyTheNewestIsSent()
    {
        var runs = await StartedAsync(3);
        using var hold = Backplane.Hold();
        foreach (var (_, stage) in runs[..2]) stage.Report(1);
        await UntilAsync(() => Backplane.Tried.Count(c => c.Stages[0].Progress == 1) == 2);
        runs[2].Stage.Report(1);
        await UntilAsync(() => Context.Gate.Waiting == 1);

        for (var i = 2; i <= 50; i++) runs[2].Stage.Report(i);
        Backplane.LetGo();
        await UntilAsync(() => runs[2].Run.State.Stages[0].Progress == 50);

        Assert.Equal(
            [50.0],
            Backplane
                .Answered.Where(a => a.Change.PipelineId == "p2")
                .Select(a => a.Change.Stages[0].Progress)
                .OfType<double>()
                .Where(p => p > 0));
    }

    [Fact]
    public async Task Turns_OfARunThatReportsAllTheTime_ComeAfterThoseThatWaitedBefore()
    {
        var runs = await StartedAsync(5);
        using var hold = Backplane.Hold();
        foreach (var (_, stage) in runs[..2]) stage.Report(1);
        await UntilAsync(() => Backplane.Tried.Count(c => c.Stages[0].Progress == 1) == 2);
        foreach (var (i, (_, stage)) in runs[2..].Index())
        {
            stage.Report(1);
            await UntilAsync(() => Context.Gate.Waiting == i + 1);
        }

        var tried = 3;
        runs[0].Stage.Report(2); // what follows the change in flight waits its turn again, behind the others
        foreach (var (ends, begins) in new[] { ("p0", "p2"), ("p2", "p3"), ("p3", "p4"), ("p4", "p0") })
        {
            // One turn at a time is free, so whose it becomes is certain.
            Backplane.LetGo(ends);
            await UntilAsync(() => Backplane.Tried.Count(c => c.Stages[0].Progress is 1 or 2) >= tried);
            tried++;
            Assert.Equal(begins, Backplane.Tried[^1].PipelineId);
            if (ends == "p0") await UntilAsync(() => Context.Gate.Waiting == 3); // p0 itself is the last of them
        }

        Assert.Equal(2, Backplane.Tried[^1].Stages[0].Progress);
        Assert.Equal(2, Backplane.MostInFlight);
        Backplane.LetGo();
        await UntilAsync(() => runs[0].Run.State.Stages[0].Progress == 2);
    }

    [Fact]
    public async Task Transition_ThatWaitsForItsTurn_IsNotHeld()
    {
        var runs = await StartedAsync(3);
        using var hold = Backplane.Hold();
        foreach (var (_, stage) in runs[..2]) stage.Report(1);
        await UntilAsync(() => Backplane.Tried.Count(c => c.Stages[0].Progress == 1) == 2);

        var call = runs[2].Stage.CompleteAsync(Ct).AsTask();
        await UntilAsync(() => Context.Gate.Waiting == 1);
        for (var i = 0; i < 100; i++) Time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.False(call.IsCompleted);
        Backplane.LetGo();

        Assert.Equal(TransitionOutcome.Applied, await call);
    }

    [Fact]
    public async Task Transition_ThatWaitsForItsTurnInAnOutage_IsHeldAfterTwoSeconds()
    {
        var runs = await StartedAsync(3);
        using var hold = Backplane.Hold(); // calls hang
        var first = runs[..2].Select(r => r.Stage.WarnAsync("w", Ct).AsTask()).ToArray();
        var call = runs[2].Stage.CompleteAsync(Ct).AsTask();

        await PassUntilAsync(() => call.IsCompleted);

        Assert.All(await Task.WhenAll([.. first, call]), outcome => Assert.Equal(TransitionOutcome.Held, outcome));
        Backplane.LetGo();
        await UntilAsync(() => runs.All(r => r.Run.State.Transition == 2));
    }

    [Fact]
    public async Task Outage_OfManyRuns_IsOneLineAndOneMoreWhenItIsOver()
    {
        var runs = await StartedAsync(50);
        Backplane.FailsWith = ControllableBackplane.Away;
        foreach (var (_, stage) in runs)
            stage.Report(50);
        await UntilAsync(() => Runs.All().Count(p => p.IsUnavailable) == 50);
        for (var i = 0; i < 100; i++)
            Time.Advance(TimeSpan.FromMilliseconds(100));

        await ComeBackAsync();
        await UntilAsync(() => runs.All(r => r.Run.State.Stages[0].Progress == 50));

        Assert.Equal((1, 1), (Log.Count(1), Log.Count(41)));
    }

    [Fact]
    public async Task Outage_OfARunWithAChangeThatFails_KeepsNoTurnFromOthers()
    {
        var runs = await StartedAsync(3);
        Backplane.FailsWith = ControllableBackplane.Away;
        foreach (var (_, stage) in runs[..2])
            stage.Report(50);
        await UntilAsync(() => Runs.All().Count(p => p.IsUnavailable) == 2);
        Backplane.FailsWith = null; // the two wait for their next try

        runs[2].Stage.Report(50);

        await UntilAsync(() => runs[2].Run.State.Stages[0].Progress == 50);
    }

    [Fact]
    public async Task Logger_ThatThrows_KeepsNoTurnAndEndsNoRun()
    {
        var runs = await StartedAsync(3);
        Log.OnLine = id => throw new InvalidOperationException($"no line {id}");
        Backplane.FailsWith = new PipelineException("never", "never taken", isRetryable: false);
        var calls = runs[..2].Select(r => r.Stage.WarnAsync("w", Ct).AsTask()).ToArray();
        foreach (var call in calls)
            await Assert.ThrowsAsync<PipelineException>(() => call.WaitAsync(TimeSpan.FromSeconds(30), Ct));

        Backplane.FailsWith = null;
        foreach (var (_, stage) in runs) stage.Report(50);

        await UntilAsync(() => runs.All(r => r.Run.State.Stages[0].Progress == 50));
    }

    [Fact]
    public async Task Outage_OfARunThatWaitedTooLongWhileItsAnswerCame_IsOver()
    {
        var (run, stage) = (await StartedAsync(1))[0];
        await Memory.ResumeAsync(run.State.Id, "another", exclusive: true, Ct);
        using var hold = Backplane.Hold();
        var call = stage.WarnAsync("w", Ct).AsTask();
        await UntilAsync(() => Backplane.Tried[^1].Warning || Backplane.Tried[^1].Stages.Any(s => s.Warning));
        // Its answer has come, and the call does not know yet.
        Log.OnLine = id => Time.Advance(id == ReplacedLine ? TimeSpan.FromSeconds(2) : TimeSpan.Zero);

        Backplane.LetGo();
        await Assert.ThrowsAsync<PipelineException>(() => call.WaitAsync(TimeSpan.FromSeconds(30), Ct));

        Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(Context.Outage.Since);
    }

    [Fact]
    public async Task Silence_OfManyRuns_IsMarkedAThousandASecond()
    {
        var runs = await StartedAsync(2500);
        Time.Advance(Options.StallAfter);

        List<int> marked = [];
        for (var second = 0; second < 3; second++)
        {
            Runs.CheckStalled();
            await UntilAsync(() => Context.Gate.Waiting == 0);
            marked.Add(runs.Count(r => r.Run.State.Stalled));
        }

        Assert.Equal([1000, 2000, 2500], marked);
    }

    [Fact]
    public async Task Retry_OfManyRuns_WakesFiveHundredAtATime()
    {
        var runs = await StartedAsync(1200);
        Backplane.FailsWith = ControllableBackplane.Away;
        foreach (var (_, stage) in runs) stage.Report(50);
        await UntilAsync(() => runs.All(r => Runs.All().Count(p => p.IsUnavailable) == 1200));
        Backplane.FailsWith = null;

        List<int> left = [];
        var retrying = Runs.RetryAsync();
        for (var i = 0; i < 3; i++)
        {
            var goal = Math.Max(0, 1200 - (500 * (i + 1)));
            await UntilAsync(() => Runs.All().Count(p => p.IsUnavailable) <= goal);
            left.Add(Runs.All().Count(p => p.IsUnavailable));
            Time.Advance(TimeSpan.FromMilliseconds(50));
        }

        await retrying;
        // A run whose call failed just when the backplane came back waits for nobody.
        Assert.InRange(left[0], 600, 700);
        Assert.InRange(left[1], 100, 200);
        Assert.Equal(0, left[2]);
    }

    [Fact]
    public async Task Comparison_OfManySilentRuns_ReadsAThousandPositionsAtATime()
    {
        await StartedAsync(2500);
        List<int> read = [];
        for (var i = 0; i < 4; i++)
        {
            var before = Backplane.PositionsRead;
            await Runs.CompareAsync(Backplane, all: false);
            read.Add(Backplane.PositionsRead - before);
        }

        Assert.Equal([1000, 1000, 500, 1000], read);
        await Runs.CompareAsync(Backplane, all: true);
        Assert.Equal(3500 + 2500, Backplane.PositionsRead);
    }

    private async Task<(PipelineRun Run, StageRun Stage)[]> StartedAsync(int count)
    {
        var runs = new (PipelineRun, StageRun)[count];
        for (var i = 0; i < count; i++)
        {
            var run = await Notifier.StartAsync(Start($"p{i}", "a"), Ct);
            runs[i] = (run, await run.StartStageAsync("a", Ct));
        }

        return runs;
    }
}
