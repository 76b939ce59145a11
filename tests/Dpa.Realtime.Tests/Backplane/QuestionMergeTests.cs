using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Tests.Backplane;

/// <summary>What changes make of a question, and of the answers that are kept.</summary>
public sealed class QuestionMergeTests : QuestionMergeTest
{
    [Fact]
    public void Ask_ByAStage_BothWaitAndTheEstimateIsGone()
    {
        var change = Ask("q", "a");

        Assert.Equal((PipelineStatus.Waiting, PipelineStatus.Waiting), (State.Status, State.Stages[0].Status));
        Assert.Equal(("q", "a"), (State.Question!.Id, State.Question.Stage));
        Assert.Equal((30.0, null, "a"), (State.Stages[0].Progress, State.Stages[0].Eta, State.CurrentStage));
        Assert.Null(change.Stage); // a whole frame: the question is the pipeline's own
        Assert.Equal(["a", null], change.Transitions.Select(t => t.Stage));
        Assert.True(State is { CanCancel: true, CanInterrupt: true, IsEnded: false });
    }

    [Fact]
    public void Ask_ByAStageThatIsNotUnderWay_IsRefused()
    {
        var refused = TryAsk("q", "b");

        Assert.Equal(ApplyStatus.IllegalTransition, refused.Answer.Status);
        Assert.Contains("'b'", refused.Answer.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Waiting_WithoutAQuestion_IsRefused()
    {
        Assert.Equal(
            ApplyStatus.IllegalTransition, Decide(c => c with { Status = PipelineStatus.Waiting }).Answer.Status);
        Assert.Equal(
            ApplyStatus.IllegalTransition,
            Decide(c => c with { Stages = [Move("a", PipelineStatus.Waiting)] }).Answer.Status);
    }

    [Fact]
    public void Answer_OfTheOpenQuestion_BothGoOnAndItIsKept()
    {
        Ask("q", "a");

        var answered = Answer("q", "one");

        Assert.Equal(ApplyStatus.Applied, answered);
        Assert.Equal((PipelineStatus.Processing, PipelineStatus.Processing), (State.Status, State.Stages[0].Status));
        Assert.Null(State.Question);
        Assert.Equal(("one", "user-1", Now), Only(State.Answers.Single()));
    }

    [Fact]
    public void Answer_WhatIsNotAsked_IsRefusedByItsReason()
    {
        Assert.Equal(ApplyStatus.NoSuchQuestion, Answer("q", "one"));
        Ask("q", "a");
        Assert.Equal(ApplyStatus.NoSuchQuestion, Answer("other", "one"));
        Assert.Equal(ApplyStatus.InvalidAnswer, Answer("q", "three"));
        Assert.Equal(ApplyStatus.InvalidAnswer, AnswerJson("q", "1"));
        Assert.Equal(ApplyStatus.Applied, Answer("q", "two"));
        Assert.Equal(ApplyStatus.AlreadyAnswered, Answer("q", "two"));
        Assert.Equal(ApplyStatus.AlreadyAnswered, Answer("q", "three"));
    }

    [Fact]
    public void Answer_WhenTheTimeIsOver_IsRefused()
    {
        Apply(c => c with { Ask = Question("q") with { ExpiresAt = Now } });

        Assert.Equal(ApplyStatus.NoSuchQuestion, Answer("q", "one"));
    }

    [Fact]
    public void Answer_ToAFreeQuestion_MayBeAnyJson()
    {
        Apply(c => c with { Ask = new PipelineQuestion("q", "Who?") });

        Assert.Equal(ApplyStatus.Applied, AnswerJson("q", """{"name":"Ann"}"""));
        Assert.Equal("""{"name":"Ann"}""", State.Answers.Single().Text);
    }

    [Fact]
    public void Ask_WhatWasAnswered_ChangesNothingButKeepsWhatWasReported()
    {
        Ask("q", "a");
        Answer("q", "one");

        var again = Decide(c => c with
        {
            Ask = Question("q") with { Stage = "a" },
            Stages = [new StageChange { Id = "a", Status = PipelineStatus.Waiting, Progress = 40 }],
        });

        Assert.Equal(ApplyStatus.Applied, again.Answer.Status);
        Assert.Equal(
            (PipelineStatus.Processing, PipelineStatus.Processing, 40.0),
            (again.Next!.State.Status, again.Next.State.Stages[0].Status, again.Next.State.Stages[0].Progress));
        Assert.Empty(again.Answer.Transitions);
        Assert.Equal(ApplyStatus.Unchanged, TryAsk("q", null).Answer.Status);
    }

    [Fact]
    public void Withdraw_OfTheOpenQuestionAlone_GoesOn()
    {
        Ask("q", "a");

        Assert.Equal(ApplyStatus.Unchanged, Decide(c => c with { Withdraw = "other" }).Answer.Status);
        Apply(c => c with { Withdraw = "q" });

        Assert.Equal((PipelineStatus.Processing, null), (State.Status, State.Question));
        Assert.Equal(PipelineStatus.Processing, State.Stages[0].Status);
        Assert.Equal(ApplyStatus.NoSuchQuestion, Answer("q", "one"));
    }

    [Fact]
    public void Ask_BesideAProducerThatWaits_IsAConflictAndBesideOneThatIsGoneIsNot()
    {
        Ask("q", null);
        _entry = _entry.Admit("t2", exclusive: false);

        var other = Decide(c => c with { Ask = Question("other"), ProducerToken = "t2", Sequence = 1 });
        Assert.Equal(ApplyStatus.Conflict, other.Answer.Status);

        _entry = _entry.Admit("t2", exclusive: true);
        other = Decide(c => c with { Ask = Question("other"), ProducerToken = "t2", Sequence = 1 });
        Assert.Equal((ApplyStatus.Applied, "other"), (other.Answer.Status, other.Next!.State.Question!.Id));
    }

    [Fact]
    public void Ask_WhatWasAnsweredWhileAnotherProducerAsks_HasItsAnswer()
    {
        Ask("q", null);
        Answer("q", "one");
        _entry = _entry.Admit("t2", exclusive: false);
        Apply(c => c with { Ask = Question("other"), ProducerToken = "t2", Sequence = 1 });

        Assert.Equal(ApplyStatus.Unchanged, TryAsk("q", null).Answer.Status);
        Assert.Equal(("other", PipelineStatus.Waiting), (State.Question!.Id, State.Status));
    }

    [Fact]
    public void Ask_WithChoicesThatTheAnswerIsNoneOf_IsAskedAnew()
    {
        Ask("q", "a");
        Answer("q", "one");

        Apply(c => c with { Ask = Question("q") with { Choices = ["two", "three"] } });

        Assert.Equal((PipelineStatus.Waiting, "q"), (State.Status, State.Question!.Id));
        Assert.Empty(State.Answers);
        Assert.Equal(ApplyStatus.Applied, Answer("q", "three"));
        Assert.Equal("three", State.Answers.Single().Text);
    }

    [Fact]
    public void Ask_AgainWithLongerTexts_IsHeldToTheStatesSize()
    {
        var longer = new PipelineQuestion("q", new string('界', 512))
        {
            Choices = [.. Enumerable.Range(10, 20).Select(i => $"{i}{new string('界', 198)}")],
        };
        var name = new string('界', 200);
        foreach (var stages in Enumerable.Range(100, 100))
        {
            var start = new PipelineStart(new string('p', 128), "u")
            {
                Stages = [.. Enumerable.Range(0, stages).Select(i => new StageDefinition($"{i:d120}", name))],
            };
            _entry = new Entry(PipelineMerge.Create(start, "e", Now)).Admit("t", exclusive: true);
            if (Decide(c => c with { Ask = longer }).Answer.Status != ApplyStatus.TooLarge) continue;
            Apply(c => c with { Ask = new PipelineQuestion("q", "?") });

            Assert.Equal(ApplyStatus.TooLarge, Decide(c => c with { Ask = longer }).Answer.Status);
            return;
        }

        Assert.Fail("No state is large enough.");
    }

    [Fact]
    public void Answers_OfManyQuestions_TheNewestAreKeptWithinTheirBound()
    {
        for (var i = 0; i < 40; i++)
        {
            Apply(c => c with { Ask = new PipelineQuestion($"q{i}", "What?") });
            AnswerJson($"q{i}", $"\"{new string('x', i % 2 == 0 ? 10 : 1000)}\"");
        }

        Assert.InRange(State.Answers.Length, 2, 16);
        Assert.True(State.Answers.Sum(a => a.Json.Length) <= 4096);
        Assert.Equal("q39", State.Answers[^1].QuestionId);
    }
}
