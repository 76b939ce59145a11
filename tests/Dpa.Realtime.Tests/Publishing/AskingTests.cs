using Dpa.Realtime.Publishing;

namespace Dpa.Realtime.Tests.Publishing;

/// <summary>A run asks, and takes the answer, whoever gives it and whatever happens meanwhile.</summary>
public sealed class AskingTests : PublishingTest
{
    private static readonly PipelineQuestion Duplicate = new("duplicate", "It is there already. What now?")
    {
        Choices = ["open", "again", "both"],
    };

    private Answers Answers => new(Backplane, Dispatcher, Time);

    [Fact]
    public async Task Ask_OfAStage_WaitsForTheAnswerAndReportsAgain()
    {
        await using var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);
        stage.Report(20);

        var asking = stage.AskAsync(Duplicate, Ct).AsTask();
        var waiting = await AskedAsync();
        Assert.Equal(
            (PipelineStatus.Waiting, PipelineStatus.Waiting, 20.0),
            (waiting.Status, waiting.Stages[0].Status, waiting.Stages[0].Progress));
        Assert.False(asking.IsCompleted || stage.IsEnded);
        stage.Report(90); // too early: the work waits
        Assert.Equal(ApplyStatus.Applied, await GiveAsync("again"));

        var answer = await asking;
        stage.Report(50);
        await stage.CompleteAsync(Ct);
        await run.CompleteAsync(Ct);
        Assert.Equal(("again", "user-2", Time.GetUtcNow()), (answer.Text, answer.AnsweredBy, answer.AnsweredAt));
        Assert.DoesNotContain(Backplane.Answered, a => a.Change.Stages.Any(s => s.Progress == 90));
        Assert.Contains(Backplane.Answered, a => a.Change.Stages.Any(s => s.Progress == 50));
    }

    [Fact]
    public async Task Ask_WhileItWaits_IsNotStalledAndItsSilenceIsForgotten()
    {
        await using var run = await StartedAsync("a");
        var asking = run.AskAsync(Duplicate, Ct).AsTask();
        await AskedAsync();

        Check(Options.StallAfter * 3);
        Assert.False((await ReadAsync()).Stalled);
        await GiveAsync("open");
        await asking;
        Check(Options.StallAfter / 2);

        Assert.False((await ReadAsync()).Stalled);
        await run.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Ask_TokenCancelled_WithdrawsTheQuestion()
    {
        await using var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);
        using var left = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var asking = stage.AskAsync(Duplicate, left.Token).AsTask();
        await AskedAsync();

        await left.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        stage.Report(10);
        await UntilAsync(() => run.State.Stages[0].Progress == 10);
        Assert.Equal((PipelineStatus.Processing, null), (run.State.Status, run.State.Question));
        Assert.Equal(ApplyStatus.NoSuchQuestion, await GiveAsync("open"));
        await run.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Ask_CancelIsAskedFor_EndsTheWait()
    {
        await using var run = await StartedAsync("a");
        var asking = run.AskAsync(Duplicate, Ct).AsTask();
        await AskedAsync();

        await Memory.ControlAsync("p", PipelineControls.Cancel, null, Ct);

        var ended = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Assert.Equal(run.CancelRequested, ended.CancellationToken);
        await run.CancelAsync(cancellationToken: Ct);
        Assert.Equal((PipelineStatus.Cancelled, null), (run.State.Status, run.State.Question));
    }

    [Fact]
    public async Task Ask_InterruptLinked_IsInterruptedAndAskedAgainByWhoResumes()
    {
        await using var run = await StartedAsync("a");
        var asking = run.AskAsync(Duplicate, run.InterruptRequested).AsTask();
        await AskedAsync();
        await Memory.ControlAsync("p", PipelineControls.Interrupt, null, Ct);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await run.InterruptAsync(cancellationToken: Ct);
        Assert.Equal(PipelineStatus.Interrupted, run.State.Status);

        await run.ContinueAsync(cancellationToken: Ct);
        asking = run.AskAsync(Duplicate, Ct).AsTask();
        await AskedAsync();
        await GiveAsync("both");

        Assert.Equal("both", (await asking).Text);
        await run.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Ask_NobodyAnswersInTime_SaysSo()
    {
        await using var run = await StartedAsync("a");
        var until = Time.GetUtcNow() + TimeSpan.FromMinutes(5);
        var asking = run.AskAsync(Duplicate with { ExpiresAt = until }, Ct).AsTask();
        await AskedAsync();

        await PassUntilAsync(() => asking.IsCompleted);

        var expired = await Assert.ThrowsAsync<PipelineException>(() => asking);
        Assert.Equal(ProgressErrorCodes.QuestionExpired, expired.Code);
        Assert.True(Time.GetUtcNow() >= until);
        Assert.Equal((PipelineStatus.Processing, null), (run.State.Status, run.State.Question));
        await run.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Ask_TwiceAtOnce_OneAfterTheOther()
    {
        await using var run = await StartedAsync("a", "b");
        var a = (await run.StartStageAsync("a", Ct)).AskAsync(Duplicate, Ct).AsTask();
        await AskedAsync();
        var b = (await run.StartStageAsync("b", Ct)).AskAsync(new PipelineQuestion("name", "Which name?"), Ct).AsTask();

        await GiveAsync("open");
        await a;
        await AskedAsync("name");
        Assert.Equal(ApplyStatus.Applied, await Answers.GiveAsync("user-2", "p", "name", "\"Ann\"", Ct));

        Assert.Equal("Ann", (await b).Text);
        await run.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Ask_ByARunThatTookOver_GetsTheAnswerThatWasGivenMeanwhile()
    {
        await using var lost = await StartedAsync("a");
        var asking = (await lost.StartStageAsync("a", Ct)).AskAsync(Duplicate, Ct).AsTask();
        await AskedAsync();
        await using var next = await Notifier.ResumeAsync("p", Ct);
        await GiveAsync("both"); // before the next one asks

        var stage = await next.StartStageAsync("a", Ct);
        var answer = await stage.AskAsync(Duplicate, Ct);

        Assert.Equal(("both", PipelineStatus.Processing), (answer.Text, next.State.Status));
        await ReplacedAsync(asking); // one of the two acts upon the answer
        stage.Report(10);
        await UntilAsync(() => next.State.Stages[0].Progress == 10);
        await next.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Ask_ByARunThatTookOver_GoesOnWaiting()
    {
        await using var lost = await StartedAsync();
        var asking = lost.AskAsync(Duplicate, Ct).AsTask();
        await AskedAsync();
        await using var next = await Notifier.ResumeAsync("p", Ct);
        var again = next.AskAsync(Duplicate, Ct).AsTask();
        await UntilAsync(() => next.State.Question?.Id == "duplicate" && next.State.Position.Version > 2);

        Assert.Equal(ApplyStatus.Applied, await GiveAsync("again"));

        Assert.Equal("again", (await again).Text);
        await ReplacedAsync(asking);
        await next.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Ask_BackplaneUnavailable_AsksWhenItIsReachableAgain()
    {
        await using var run = await StartedAsync("a");
        Backplane.FailsWith = ControllableBackplane.Away;
        var asking = run.AskAsync(Duplicate, Ct).AsTask();
        await UntilAsync(() => Log.Count(1) > 0);
        Assert.False(asking.IsCompleted);

        await ComeBackAsync();
        await AskedAsync();
        await GiveAsync("open");

        Assert.Equal("open", (await asking).Text);
        await run.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Ask_StateLostWhileItWaits_IsAskedAgain()
    {
        await using var run = await StartedAsync("a");
        var asking = run.AskAsync(Duplicate, Ct).AsTask();
        await AskedAsync();
        Backplane.Inner = Memory = NewMemory(); // all is lost
        Memory.Attach(Hub);
        await run.WarnAsync("still there", Ct); // the run's next change restores what it knows

        await AskedAsync();
        Assert.Equal(ApplyStatus.Applied, await GiveAsync("open"));

        Assert.Equal("open", (await asking).Text);
        await run.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Ask_StateLostAndNothingElseReported_IsAskedAgainWhenPositionsAreCompared()
    {
        await using var run = await StartedAsync("a");
        var asking = run.AskAsync(Duplicate, Ct).AsTask();
        await AskedAsync();
        Backplane.Inner = Memory = NewMemory(); // all is lost, and nobody watches
        Memory.Attach(Hub);

        await Runs.CompareAsync(Backplane, all: false);

        await AskedAsync();
        Assert.Equal(ApplyStatus.Applied, await GiveAsync("open"));
        Assert.Equal("open", (await asking).Text);
        await run.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Ask_TheFirstChangeAfterALoss_StaysOpen()
    {
        await using var run = await StartedAsync("a");
        Backplane.Inner = Memory = NewMemory();
        Memory.Attach(Hub);
        var asking = run.AskAsync(Duplicate, Ct).AsTask();
        await AskedAsync();

        await run.WarnAsync("after what the restored copy lacks", Ct);

        Assert.Equal(PipelineStatus.Waiting, run.State.Status);
        Assert.DoesNotContain(run.State.Transitions, t => t.From == PipelineStatus.Waiting && t.To != t.From);
        await GiveAsync("open");
        Assert.Equal("open", (await asking).Text);
        await run.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Ask_TheNewsIsLost_IsFoundWhenPositionsAreCompared()
    {
        await using var run = await StartedAsync("a");
        var asking = run.AskAsync(Duplicate, Ct).AsTask();
        await AskedAsync();
        // Straight to the store: nobody tells the run.
        await Memory.ApplyAsync(
            new PipelineChange
            {
                PipelineId = "p", ProducerToken = "", Sequence = 0,
                Answer = new QuestionAnswer("duplicate", "\"both\"") { Request = "r" },
            },
            Ct);
        Assert.False(asking.IsCompleted);

        await Runs.CompareAsync(Backplane, all: true);

        Assert.Equal("both", (await asking).Text);
        await run.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Answer_CommitUnheard_IsRepeatedAndAcceptedOnce()
    {
        await Dispatcher.StartAsync(Ct);
        await using var run = await StartedAsync("a");
        var asking = run.AskAsync(Duplicate, Ct).AsTask();
        await AskedAsync();
        Backplane.LosesAnswerWith = ControllableBackplane.Away;

        var giving = GiveAsync("again");
        await PassUntilAsync(() => giving.IsCompleted);

        Assert.Equal(ApplyStatus.Applied, await giving);
        Assert.Equal("again", (await asking).Text);
        Assert.Equal(ApplyStatus.AlreadyAnswered, await GiveAsync("again"));
        await run.CompleteAsync(Ct);
        await UntilAsync(() => Handler.Handled.Exists(h => h.Transition.To == PipelineStatus.Completed));
        Assert.Single(Handler.Handled, h => h.Transition.From == PipelineStatus.Waiting); // that its answer brought
    }

    [Fact]
    public async Task Answer_PersonLeavesBeforeItsCommitIsHeard_IsRepeatedAllTheSame()
    {
        await using var run = await StartedAsync("a");
        var asking = run.AskAsync(Duplicate, Ct).AsTask();
        await AskedAsync();
        Backplane.LosesAnswerWith = ControllableBackplane.Away;
        using var left = CancellationTokenSource.CreateLinkedTokenSource(Ct);

        var giving = Answers.GiveAsync("user-2", "p", "duplicate", "\"again\"", left.Token).AsTask();
        await left.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => giving);
        await PassUntilAsync(() => asking.IsCompleted);
        Assert.Equal("again", (await asking).Text);
        await run.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Answer_ManyAtOnce_OneIsAccepted()
    {
        await using var run = await StartedAsync("a");
        var asking = run.AskAsync(Duplicate, Ct).AsTask();
        await AskedAsync();

        var statuses = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(i => Task.Run(() => GiveAsync(Duplicate.Choices[i % 3]))));

        Assert.Single(statuses, s => s == ApplyStatus.Applied);
        Assert.Equal(15, statuses.Count(s => s == ApplyStatus.AlreadyAnswered));
        Assert.Contains((await asking).Text, Duplicate.Choices);
        await run.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Ask_OfAnEndedRun_IsRefused()
    {
        await using var run = await StartedAsync("a");
        await run.CompleteAsync(Ct);

        var refused = await Assert.ThrowsAsync<PipelineException>(() => run.AskAsync(Duplicate, Ct).AsTask());

        Assert.Equal("illegal_transition", refused.Code);
    }

    [Fact]
    public async Task Dispose_WhileItWaits_EndsThePipelineAsAbandoned()
    {
        var run = await StartedAsync("a");
        var asking = run.AskAsync(Duplicate, Ct).AsTask();
        await AskedAsync();

        await run.DisposeAsync();

        var ended = await ReadAsync();
        Assert.Equal((PipelineStatus.Failed, "abandoned"), (ended.Status, ended.Error?.Code));
        Assert.Equal("illegal_transition", (await Assert.ThrowsAsync<PipelineException>(() => asking)).Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Dispose_OfARunThatJoinedWhileItAsks_LeavesNoQuestionBehind(bool ofAStage)
    {
        await using var run = await StartedAsync("a", "b");
        var joined = await Notifier.JoinAsync("p", Ct);
        var asking = ofAStage
            ? (await joined.StartStageAsync("b", Ct)).AskAsync(Duplicate, Ct).AsTask()
            : joined.AskAsync(Duplicate, Ct).AsTask();
        await AskedAsync();

        await joined.DisposeAsync();

        Assert.Equal("illegal_transition", (await Assert.ThrowsAsync<PipelineException>(() => asking)).Code);
        await UntilAsync(() => Backplane.Released.Contains("p"));
        var left = await ReadAsync();
        Assert.Equal((PipelineStatus.Processing, null), (left.Status, left.Question));
        await run.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Dispose_OfAParentWhileItAsks_LeavesNoQuestionBehind()
    {
        var parent = await Notifier.StartAsync(new PipelineStart("p", Owner) { Children = 2 }, Ct);
        var asking = parent.AskAsync(Duplicate, Ct).AsTask();
        await AskedAsync();

        await parent.DisposeAsync();

        Assert.Equal("illegal_transition", (await Assert.ThrowsAsync<PipelineException>(() => asking)).Code);
        await UntilAsync(() => Backplane.Released.Contains("p"));
        var left = await ReadAsync();
        Assert.Equal((PipelineStatus.Processing, null), (left.Status, left.Question));
    }

    [Theory]
    [InlineData("a b", "What?", null)]
    [InlineData("q", "", null)]
    [InlineData("q", "What?", "[1]")]
    [InlineData("q", "What?", "{")]
    [InlineData("q", "What?", """{"a":{"b":{"c":{"d":{"e":{}}}}}}""")]
    public async Task Ask_WhatIsBeyondTheBounds_IsRefusedBeforeItIsAsked(string id, string text, string? schema)
    {
        await using var run = await StartedAsync("a");

        await Assert.ThrowsAsync<ArgumentException>(() =>
            run.AskAsync(new PipelineQuestion(id, text) { Schema = schema }, Ct).AsTask());

        Assert.Equal(PipelineStatus.Processing, run.State.Status);
        await run.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Ask_ChoicesBeyondTheBounds_AreRefused()
    {
        await using var run = await StartedAsync("a");
        string[][] wrong = [[.. Enumerable.Range(0, 21).Select(i => $"{i}")], ["x", "x"], [""], [new string('x', 201)]];

        foreach (var choices in wrong)
            await Assert.ThrowsAsync<ArgumentException>(() =>
                run.AskAsync(Duplicate with { Choices = choices }, Ct).AsTask());

        await run.CompleteAsync(Ct);
    }

    private static async Task ReplacedAsync(Task asking) =>
        Assert.Equal("producer_replaced", (await Assert.ThrowsAsync<PipelineException>(() => asking)).Code);

    private async Task<ApplyStatus> GiveAsync(string choice) =>
        await Answers.GiveAsync("user-2", "p", "duplicate", $"\"{choice}\"", Ct);

    private async Task<PipelineState> AskedAsync(string id = "duplicate")
    {
        PipelineState? state = null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (state?.Question?.Id != id)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
            state = (await Memory.ReadAsync(["p"], Ct)).SingleOrDefault();
        }

        return state;
    }

    private void Check(TimeSpan after)
    {
        Time.Advance(after);
        foreach (var run in Runs.All()) run.CheckStalled();
    }
}
