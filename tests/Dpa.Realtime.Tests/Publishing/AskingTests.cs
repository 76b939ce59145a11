using Dpa.Realtime.Publishing;

namespace Dpa.Realtime.Tests.Publishing;

/// <summary>A run asks, and takes the answer, whoever gives it.</summary>
public sealed class AskingTests : AskingTest
{
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
    public async Task Ask_OfAnEndedRun_IsRefused()
    {
        await using var run = await StartedAsync("a");
        await run.CompleteAsync(Ct);

        var refused = await Assert.ThrowsAsync<PipelineException>(() => run.AskAsync(Duplicate, Ct).AsTask());

        Assert.Equal("illegal_transition", refused.Code);
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
}
