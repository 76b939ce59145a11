using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Tests.Backplane;

/// <summary>A pipeline with stages whose changes are decided one after the other.</summary>
public abstract class QuestionMergeTest
{
    private protected static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(50);

    private protected Entry _entry;
    private protected long _sequence;

    protected QuestionMergeTest()
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

    private protected PipelineState State => _entry.State;

    private protected static (string, string, DateTimeOffset) Only(QuestionAnswer a) =>
        (a.Text, a.AnsweredBy, a.AnsweredAt);

    private protected static PipelineQuestion Question(string id) => new(id, "Which?") { Choices = ["one", "two"] };

    private protected static StageChange Move(string id, PipelineStatus to) => new() { Id = id, Status = to };

    private protected static StageChange Attempt(string id, bool keep) =>
        new() { Id = id, Status = PipelineStatus.Processing, NewAttempt = true, KeepProgress = keep };

    private protected AcceptedChange Ask(string id, string? stage)
    {
        var decision = TryAsk(id, stage);
        Assert.Equal((ApplyStatus.Applied, null), (decision.Answer.Status, decision.Answer.Reason));
        _entry = decision.Next!;
        return decision.Changes.Single();
    }

    private protected Decision TryAsk(string id, string? stage) => Decide(c => c with
    {
        Ask = Question(id) with { Stage = stage },
        Stages = stage is null ? [] : [Move(stage, PipelineStatus.Waiting)],
    });

    private protected ApplyStatus Answer(string id, string text) => AnswerJson(id, $"\"{text}\"");

    private protected ApplyStatus AnswerJson(string id, string json)
    {
        var answer = new QuestionAnswer(id, json) { AnsweredBy = "user-1", Request = $"{++_sequence}" };
        var decision = Decide(c => c with { Answer = answer, ProducerToken = "" });
        _entry = decision.Next ?? _entry;
        return decision.Answer.Status;
    }

    private protected void Apply(Func<PipelineChange, PipelineChange> change)
    {
        var decision = Decide(change);
        Assert.Equal((ApplyStatus.Applied, null), (decision.Answer.Status, decision.Answer.Reason));
        _entry = decision.Next!;
    }

    private protected Decision Decide(Func<PipelineChange, PipelineChange> change)
    {
        var decision = Applying.Decide(
            _entry, change(new() { PipelineId = "p", ProducerToken = "t", Sequence = ++_sequence }), 64,
            new Moment(Now, 0));
        if (decision.Next is { } next) DecisionChecks.CheckQuestion(next.State);
        return decision;
    }
}
