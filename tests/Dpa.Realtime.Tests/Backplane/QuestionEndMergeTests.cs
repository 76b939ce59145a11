using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Tests.Backplane;

/// <summary>What an end, an interrupt, a recovery and a fork do to a question and its answers.</summary>
public sealed class QuestionEndMergeTests : QuestionMergeTest
{
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
}
