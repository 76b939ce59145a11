using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Tests.Backplane;

/// <summary>What changes make of a question, and of the answers that are kept.</summary>
public sealed class QuestionMergeTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(50);

    private Entry _entry;
    private long _sequence;

    public QuestionMergeTests()
    {
        var start = new PipelineStart("p", "u")
        {
            Stages = [new("a"), new("b")],
            Controls = PipelineControls.Cancel | PipelineControls.Interrupt,
        };
        _entry = new Entry(PipelineMerge.Create(start, "e", Now)).Admit("t", exclusive: true);
        Apply(c => c with { Stages = [Move("a", PipelineStatus.Processing)] });
        Apply(c => c with { Stages = [new StageChange { Id = "a", Progress = 30, Eta = TimeSpan.FromSeconds(9) }] });
    }

    private PipelineState State => _entry.State;

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

    [Theory]
    [InlineData(PipelineStatus.Completed)]
    [InlineData(PipelineStatus.Failed)]
    [InlineData(PipelineStatus.Cancelled)]
    public void End_WhileWaiting_EndsTheStageAndClosesTheQuestion(PipelineStatus end)
    {
        Ask("q", "a");

        Apply(c => c with { Status = end, EndOpenStages = true });

        Assert.Equal((end, end, null), (State.Status, State.Stages[0].Status, State.Question));
        Assert.Equal(ApplyStatus.NoSuchQuestion, Answer("q", "one"));
    }

    [Fact]
    public void Interrupt_WhileWaiting_LeavesTheQuestionOpenForWhoResumes()
    {
        Ask("q", "a");
        Apply(c => c with { Status = PipelineStatus.Interrupted, EndOpenStages = true });
        Assert.Equal("q", State.Question?.Id);

        Assert.Equal(ApplyStatus.Applied, Answer("q", "one"));

        Assert.Equal((PipelineStatus.Interrupted, null), (State.Status, State.Question));
        Apply(c => c with { Status = PipelineStatus.Processing });
        Assert.Equal(ApplyStatus.Unchanged, TryAsk("q", null).Answer.Status);
        Assert.Equal("one", State.Answers.Single().Text);
    }

    [Fact]
    public void Continue_OfAnInterruptedOne_ClosesTheQuestionUntilItIsAskedAgain()
    {
        Ask("q", "a");
        Apply(c => c with { Status = PipelineStatus.Interrupted, EndOpenStages = true });

        Apply(c => c with { Status = PipelineStatus.Processing });

        Assert.Null(State.Question);
        Apply(c => c with { Stages = [Move("a", PipelineStatus.Processing)] });
        Ask("q", "a");
        Assert.Equal(ApplyStatus.Applied, Answer("q", "one"));
    }

    [Fact]
    public void Recovery_OfAStage_KeepsTheAnswerAndRetryOfItForgetsIt()
    {
        Ask("q", "a");
        Answer("q", "one");
        Apply(c => c with { Stages = [Attempt("a", keep: true)] });
        Assert.Single(State.Answers);

        Apply(c => c with { Stages = [Attempt("a", keep: false)] });

        Assert.Empty(State.Answers);
        Ask("q", "a");
        Assert.Equal(PipelineStatus.Waiting, State.Status);
    }

    [Fact]
    public void Recovery_WhileWaiting_ClosesTheQuestionAndThePipelineGoesOn()
    {
        Ask("q", "a");

        Apply(c => c with { Stages = [Attempt("a", keep: true)] });

        Assert.Equal((PipelineStatus.Processing, null), (State.Status, State.Question));
    }

    [Fact]
    public void Retry_OfAnEndedPipeline_ForgetsTheAnswersAndALostProducerDoesNot()
    {
        Ask("q", null);
        Answer("q", "one");
        Apply(c => LostProducer.Verdict(State, PipelineStatus.Failed) with
        {
            ProducerToken = c.ProducerToken, Sequence = c.Sequence,
        });
        Apply(c => c with { Status = PipelineStatus.Processing, NewAttempt = true });
        Assert.Single(State.Answers);

        Apply(c => c with { Status = PipelineStatus.Failed, Error = new ProgressError("broken", "It broke.") });
        Apply(c => c with { Status = PipelineStatus.Processing, NewAttempt = true });

        Assert.Empty(State.Answers);
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

    [Fact]
    public void Fork_AnswerThatTheOtherCopyHadAccepted_IsAppliedToTheOneThatGoesOn()
    {
        Ask("q", "a");
        var asked = State;
        Answer("q", "two");
        var other = State;

        var merged = ForkMerge.Of(asked, other, 64, Now.AddSeconds(1));

        var state = merged.Last().State;
        Assert.Equal((PipelineStatus.Processing, null, "two"), (state.Status, state.Question, state.Answers[0].Text));
        Assert.Equal(PipelineStatus.Processing, state.Stages[0].Status);
        Assert.Empty(ForkMerge.Of(state, other, 64, Now.AddSeconds(2)));
    }

    [Fact]
    public void Fork_BothHadAcceptedAnAnswer_TheOneThatGoesOnCounts()
    {
        Ask("q", null);
        var asked = _entry;
        Answer("q", "two");
        var other = State;
        _entry = asked;
        Answer("q", "one");

        Assert.All(ForkMerge.Of(State, other, 64, Now), o => Assert.Equal("one", o.State.Answers.Single().Text));
        Assert.Equal("one", State.Answers.Single().Text);
    }

    [Fact]
    public void Fork_TheOneThatGoesOnIsInterrupted_ItHasTheAnswerAllTheSame()
    {
        Ask("q", null);
        var asked = _entry;
        Answer("q", "two");
        Apply(c => c with { Stages = [new StageChange { Id = "a", Progress = 60 }] });
        var other = State;
        _entry = asked;
        Apply(c => LostProducer.Verdict(State, PipelineStatus.Interrupted) with
        {
            ProducerToken = c.ProducerToken, Sequence = c.Sequence,
        });

        var state = ForkMerge.Of(State, other, 64, Now.AddSeconds(1)).Last().State;

        Assert.Equal((PipelineStatus.Interrupted, null), (state.Status, state.Question));
        Assert.Equal("two", state.Answers.Single().Text);
    }

    private static (string, string, DateTimeOffset) Only(QuestionAnswer a) => (a.Text, a.AnsweredBy, a.AnsweredAt);

    private static PipelineQuestion Question(string id) => new(id, "Which?") { Choices = ["one", "two"] };

    private static StageChange Move(string id, PipelineStatus to) => new() { Id = id, Status = to };

    private static StageChange Attempt(string id, bool keep) =>
        new() { Id = id, Status = PipelineStatus.Processing, NewAttempt = true, KeepProgress = keep };

    private AcceptedChange Ask(string id, string? stage)
    {
        var decision = TryAsk(id, stage);
        Assert.Equal((ApplyStatus.Applied, null), (decision.Answer.Status, decision.Answer.Reason));
        _entry = decision.Next!;
        return decision.Changes.Single();
    }

    private Decision TryAsk(string id, string? stage) => Decide(c => c with
    {
        Ask = Question(id) with { Stage = stage },
        Stages = stage is null ? [] : [Move(stage, PipelineStatus.Waiting)],
    });

    private ApplyStatus Answer(string id, string text) => AnswerJson(id, $"\"{text}\"");

    private ApplyStatus AnswerJson(string id, string json)
    {
        var answer = new QuestionAnswer(id, json) { AnsweredBy = "user-1", Request = $"{++_sequence}" };
        var decision = Decide(c => c with { Answer = answer, ProducerToken = "" });
        _entry = decision.Next ?? _entry;
        return decision.Answer.Status;
    }

    private void Apply(Func<PipelineChange, PipelineChange> change)
    {
        var decision = Decide(change);
        Assert.Equal((ApplyStatus.Applied, null), (decision.Answer.Status, decision.Answer.Reason));
        _entry = decision.Next!;
    }

    private Decision Decide(Func<PipelineChange, PipelineChange> change)
    {
        var decision = Applying.Decide(
            _entry, change(new() { PipelineId = "p", ProducerToken = "t", Sequence = ++_sequence }), 64,
            new Moment(Now, 0));
        if (decision.Next is { } next) DecisionChecks.CheckQuestion(next.State);
        return decision;
    }
}
